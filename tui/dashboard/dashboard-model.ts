/** The state of the dashboard and what a person can do there, without React or a terminal. */
import {MemuError} from '../../src/errors.ts';
import {safeText} from '../../src/text.ts';
import {Draft} from '../kit/draft.ts';
import {Model} from '../kit/model.ts';
import {type PanelName, type PanelRow, panelNames, panelRows} from './panels.ts';
import type {DashboardPorts, OpenedEntry} from './ports.ts';
import type {DashboardSnapshot} from './snapshot.ts';

/** `input`: a line is being typed; `reading`: an entry or a command's output fills the screen. */
export type DashboardMode = 'browsing' | 'input' | 'reading' | 'help';
export type InputPurpose = 'filter' | 'new' | 'command';

export interface Message {
  readonly level: 'info' | 'error';
  readonly text: string;
}

export class DashboardModel extends Model {
  readonly draft = new Draft();
  readonly #ports: DashboardPorts;
  #stopWatching: (() => void) | undefined;
  #snapshot: DashboardSnapshot | undefined;
  #panel: PanelName = 'today';
  readonly #selected = new Map<PanelName, string>();
  #filter = '';
  #mode: DashboardMode = 'browsing';
  #purpose: InputPurpose = 'filter';
  #opened: OpenedEntry | undefined;
  #scroll = 0;
  #message: Message | undefined;
  #busy: string | undefined;
  #isLeaving = false;
  #wantsChat = false;
  #loading: Promise<void> | undefined;
  #isStale = false;

  constructor(ports: DashboardPorts, snapshot?: DashboardSnapshot) {
    super();
    this.#ports = ports;
    this.#snapshot = snapshot;
  }

  /** The screen is shown, at first or again after the chat: changes of others are followed. */
  enter(): void {
    this.#isLeaving = false;
    this.#wantsChat = false;
    this.#stopWatching ??= this.#ports.watch?.(() => void this.reload());
  }

  get snapshot(): DashboardSnapshot | undefined {
    return this.#snapshot;
  }

  get panel(): PanelName {
    return this.#panel;
  }

  get mode(): DashboardMode {
    return this.#mode;
  }

  get purpose(): InputPurpose {
    return this.#purpose;
  }

  get filter(): string {
    return this.#filter;
  }

  get opened(): OpenedEntry | undefined {
    return this.#opened;
  }

  /** First line of the opened text that is shown. */
  get scroll(): number {
    return this.#scroll;
  }

  get message(): Message | undefined {
    return this.#message;
  }

  /** What is being done, as `syncing`. */
  get busy(): string | undefined {
    return this.#busy;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** True when the person left for the chat and will come back. */
  get wantsChat(): boolean {
    return this.#wantsChat;
  }

  /** Rows of a panel that fit the filter. */
  rows(panel: PanelName = this.#panel): readonly PanelRow[] {
    if (!this.#snapshot) return [];
    const wanted = this.#filter.toLowerCase();
    return panelRows(panel, this.#snapshot).filter(row => row.words.toLowerCase().includes(wanted));
  }

  /** The index of the chosen row; it follows its entry when rows come and go. */
  selectedIndex(panel: PanelName = this.#panel): number {
    const index = this.rows(panel).findIndex(row => row.id === this.#selected.get(panel));
    return Math.max(0, index);
  }

  get selected(): PanelRow | undefined {
    return this.rows()[this.selectedIndex()];
  }

  /** True when a task is chosen, and not an event of the calendar. */
  get isOnTask(): boolean {
    const {selected} = this;
    if (this.#panel !== 'today' || !selected) return false;
    return this.#snapshot?.today.some(({id}) => id === selected.id) ?? false;
  }

  /** Reads everything anew. Calls that come meanwhile lead to one more reading. */
  async reload(): Promise<void> {
    this.#isStale = true;
    this.#loading ??= this.#load();
    await this.#loading;
  }

  focus(panel: PanelName): void {
    this.#panel = panel;
    this.changed();
  }

  focusNext(step: number): void {
    const {length} = panelNames;
    this.focus(panelNames[(panelNames.indexOf(this.#panel) + step + length) % length]!);
  }

  select(step: number): void {
    const rows = this.rows();
    const index = Math.max(0, Math.min(rows.length - 1, this.selectedIndex() + step));
    const row = rows[index];
    if (row) this.#selected.set(this.#panel, row.id);
    this.#message = undefined;
    this.changed();
  }

  scrollBy(step: number): void {
    this.#scroll = Math.max(0, this.#scroll + step);
    this.changed();
  }

  /** The drawing knows how long the text is; it keeps the scrolling within. */
  limitScroll(last: number): void {
    this.#scroll = Math.max(0, Math.min(this.#scroll, last));
  }

  openSelected(): void {
    const row = this.selected;
    if (row) this.#do('opening', async () => this.#show(await this.#ports.open(row.id)));
  }

  toggleDone(): void {
    const row = this.selected;
    if (row) this.#change('saving', () => this.#ports.toggleDone(row.id));
  }

  accept(): void {
    const row = this.selected;
    if (row) this.#change('saving', () => this.#ports.accept(row.id));
  }

  reject(): void {
    const row = this.selected;
    if (row) this.#change('saving', () => this.#ports.reject(row.id));
  }

  undo(): void {
    this.#change('undoing', () => this.#ports.undo());
  }

  sync(): void {
    this.#change('syncing', () => this.#ports.sync());
  }

  backup(): void {
    this.#change('backing up', () => this.#ports.backup());
  }

  editSelected(putAside: (run: () => Promise<void>) => Promise<void>): void {
    const row = this.selected;
    if (!row) return;
    this.#change('editing', async () => {
      let said = '';
      await putAside(async () => {
        said = await this.#ports.edit(row.id);
      });
      return said;
    });
  }

  /** Leaves for the chat. */
  chat(): void {
    this.#wantsChat = true;
    this.leave();
  }

  /** Opens the line at the bottom. */
  ask(purpose: InputPurpose): void {
    this.#mode = 'input';
    this.#purpose = purpose;
    this.draft.reset();
    if (purpose === 'filter') this.draft.insert(this.#filter);
    this.#message = undefined;
    this.changed();
  }

  type(text: string): void {
    this.draft.insert(safeText(text).replaceAll('\n', ' '));
    this.inputChanged();
  }

  /** The filter works while it is typed. */
  inputChanged(): void {
    if (this.#purpose === 'filter') this.#filter = this.draft.text.trim();
    this.changed();
  }

  submitInput(): void {
    const text = this.draft.text.trim();
    this.#mode = 'browsing';
    if (this.#purpose === 'new' && text !== '') {
      this.#change('saving', () => this.#ports.add(text));
    } else if (this.#purpose === 'command' && text !== '') {
      this.#command(text);
    }
    this.changed();
  }

  cancelInput(): void {
    if (this.#purpose === 'filter') this.#filter = '';
    this.#mode = 'browsing';
    this.changed();
  }

  clearFilter(): void {
    this.#filter = '';
    this.changed();
  }

  showHelp(): void {
    this.#mode = 'help';
    this.#scroll = 0;
    this.changed();
  }

  /** Back from an opened text or the help. */
  back(): void {
    this.#mode = 'browsing';
    this.#opened = undefined;
    this.changed();
  }

  leave(): void {
    this.#isLeaving = true;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.changed();
  }

  #command(words: string): void {
    if (words === 'q' || words === 'quit') {
      this.leave();
      return;
    }
    this.#do('running', async () => {
      const text = await this.#ports.command(words);
      await this.reload();
      this.#show({title: `memu ${words}`, text: text.trim() === '' ? 'Done.' : text});
    });
  }

  #show(opened: OpenedEntry): void {
    this.#opened = opened;
    this.#mode = 'reading';
    this.#scroll = 0;
  }

  /** Something that changes what is kept: it is said, and everything is read anew. */
  #change(busy: string, action: () => Promise<string>): void {
    this.#do(busy, async () => {
      const said = await action();
      await this.reload();
      this.#message = said === '' ? undefined : {level: 'info', text: said};
    });
  }

  #do(busy: string, action: () => Promise<void>): void {
    this.#busy = busy;
    this.#message = undefined;
    this.changed();
    void action()
      .catch((error: unknown) => {
        this.#message = {level: 'error', text: errorText(error)};
      })
      .finally(() => {
        this.#busy = undefined;
        this.changed();
      });
  }

  async #load(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        this.#snapshot = await this.#ports.load();
      }
    } catch (error) {
      this.#message = {level: 'error', text: errorText(error)};
    } finally {
      this.#loading = undefined;
      this.changed();
    }
  }
}

function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return error instanceof MemuError && error.hint ? `${text} (${error.hint})` : text;
}
