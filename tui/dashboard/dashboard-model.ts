/** The state of the dashboard and what a person can do there, without React or a terminal. */

import type {DashboardSnapshot, InboxItem} from '../../src/actions/overview-types.ts';
import {safeTextBehind} from '../../src/ground/text.ts';
import {TextDraft} from '../kit/draft.ts';
import {Model} from '../kit/model.ts';
import {type ActivityMessage, DashboardActivity} from './activity.ts';
import {Page, type PageText} from './page.ts';
import type {PanelName} from './panels.ts';
import type {DashboardPorts} from './ports.ts';
import {Selection} from './selection.ts';

/** `input`: a line is being typed; `reading`: an entry or a command's output fills the screen. */
export type DashboardMode = 'browsing' | 'input' | 'reading' | 'help';
export type InputPurpose = 'filter' | 'new' | 'command';

export class DashboardModel extends Model {
  readonly draft = new TextDraft();
  readonly choice = new Selection();
  readonly page = new Page();
  readonly #ports: DashboardPorts;
  readonly #doing = new DashboardActivity(() => this.changed());
  #stopWatching: (() => void) | undefined;
  #snapshot: DashboardSnapshot | undefined;
  #mode: DashboardMode = 'browsing';
  #purpose: InputPurpose = 'filter';
  #isLeaving = false;
  #wantsChat = false;
  #loading: Promise<void> | undefined;
  #isStale = false;

  constructor(ports: DashboardPorts) {
    super();
    this.#ports = ports;
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

  get mode(): DashboardMode {
    return this.#mode;
  }

  get purpose(): InputPurpose {
    return this.#purpose;
  }

  get message(): ActivityMessage | undefined {
    return this.#doing.message;
  }

  /** What is being done, as `syncing`. */
  get busy(): string | undefined {
    return this.#doing.busy;
  }

  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** True when the person left for the chat and will come back. */
  get wantsChat(): boolean {
    return this.#wantsChat;
  }

  /** True when a task is chosen, and not an event of the calendar. */
  get isOnTask(): boolean {
    const {panel, row} = this.choice;
    return panel === 'today' && (this.#snapshot?.today.some(({id}) => id === row?.id) ?? false);
  }

  /** What waits for a decision where the person looks: the chosen row of the inbox, or the opened one. */
  get undecided(): InboxItem | undefined {
    const id = this.#mode === 'reading' ? this.page.opened?.id : this.choice.row?.id;
    if (this.choice.panel !== 'inbox') return undefined;
    return this.#snapshot?.inbox.find(item => item.id === id);
  }

  /** Reads everything anew. Calls that come meanwhile lead to one more reading. */
  async reload(): Promise<void> {
    this.#isStale = true;
    this.#loading ??= this.#load();
    await this.#loading;
  }

  focus(panel: PanelName): void {
    this.choice.focus(panel);
    this.changed();
  }

  focusNext(step: number): void {
    this.choice.focusNext(step);
    this.changed();
  }

  select(step: number): void {
    this.choice.move(step);
    this.#doing.forget();
    this.changed();
  }

  scrollBy(step: number): void {
    this.page.scrollBy(step);
    this.changed();
  }

  openSelected(): void {
    const {row} = this.choice;
    if (!row) return;
    this.#doing.run('opening', async () => {
      const {title, text} = await this.#ports.open(row.id);
      this.#read({id: row.id, title, text});
    });
  }

  toggleDone(): void {
    const {row} = this.choice;
    if (row) this.#change('saving', () => this.#ports.toggleDone(row.id));
  }

  accept(): void {
    this.#decide(id => this.#ports.accept(id));
  }

  reject(): void {
    this.#decide(id => this.#ports.reject(id));
  }

  /** Ends a conflict with one of its sides. */
  take(side: 'mine' | 'theirs'): void {
    this.#decide(id => this.#ports.resolve(id, side));
  }

  undo(): void {
    this.#change('undoing', () => this.#ports.undo());
  }

  redo(): void {
    this.#change('doing again', () => this.#ports.redo());
  }

  sync(): void {
    this.#change('syncing', () => this.#ports.sync());
  }

  backup(): void {
    this.#change('backing up', () => this.#ports.backup());
  }

  editSelected(suspend: (run: () => Promise<void>) => Promise<void>): void {
    const {row} = this.choice;
    if (!row) return;
    this.#change('editing', async () => {
      let said = '';
      await suspend(async () => {
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
    if (purpose === 'filter') this.draft.insert(this.choice.filter);
    this.#doing.forget();
    this.changed();
  }

  type(text: string): void {
    this.draft.insert(safeTextBehind(this.draft.beforeCursor, text).replaceAll('\n', ' '));
    this.inputChanged();
  }

  /** The filter works while it is typed. */
  inputChanged(): void {
    if (this.#purpose === 'filter') this.choice.filterBy(this.draft.text);
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
    if (this.#purpose === 'filter') this.choice.filterBy('');
    this.#mode = 'browsing';
    this.changed();
  }

  clearFilter(): void {
    this.choice.filterBy('');
    this.changed();
  }

  showHelp(): void {
    this.#mode = 'help';
    this.page.open(undefined);
    this.changed();
  }

  /** Back from an opened text or the help. */
  back(): void {
    this.#mode = 'browsing';
    this.page.open(undefined);
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
    this.#doing.run('running', async () => {
      const text = await this.#ports.command(words);
      await this.reload();
      this.#read({title: `memu ${words}`, text: text.trim() === '' ? 'Done.' : text});
    });
  }

  #read(opened: PageText): void {
    this.page.open(opened);
    this.#mode = 'reading';
  }

  /** Decided from its page, it is closed: there is nothing to read there any more. */
  #decide(decision: (id: string) => Promise<string>): void {
    const item = this.undecided;
    if (!item) return;
    this.back();
    this.#change('saving', () => decision(item.id));
  }

  /** Something that changes what is kept: it is said, and everything is read anew. */
  #change(busy: string, action: () => Promise<string>): void {
    this.#doing.run(busy, async () => {
      const said = await action();
      await this.reload();
      this.#doing.say(said);
    });
  }

  async #load(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        this.#snapshot = await this.#ports.load();
        this.choice.from(this.#snapshot);
      }
    } catch (error) {
      this.#doing.sayError(error);
    } finally {
      this.#loading = undefined;
      this.changed();
    }
  }
}
