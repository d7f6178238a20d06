/**
 * The state of the chat screen and what a person can do there. It knows no React and no terminal:
 * keys call its intents, the drawing reads it, the transcript takes what is finished.
 */
import type {Proposal, TurnEvent} from '../../src/assistant/events.ts';
import {didYouMean} from '../../src/did-you-mean.ts';
import {MemuError} from '../../src/errors.ts';
import {excerpt, safeText} from '../../src/text.ts';
import type {KeyHelp} from '../kit/bindings.ts';
import {Draft} from '../kit/draft.ts';
import {History} from '../kit/history.ts';
import {Model} from '../kit/model.ts';
import type {Lexer} from '../markdown/markdown-stream.ts';
import {cardText, parseCard} from './card-text.ts';
import {Cards} from './cards.ts';
import {Completion} from './completion.ts';
import type {ChatPorts, ChatStatus} from './ports.ts';
import {commandRows, findScreenCommand, screenCommands} from './slash-commands.ts';
import type {TranscriptItem} from './transcript.ts';
import {Turn} from './turn.ts';

export interface ChatModelOptions extends ChatPorts {
  /** Loads the Markdown lexer; called once, while the person types. */
  readonly loadLexer: () => Promise<Lexer>;
  /** The keys that `/help` lists. */
  readonly keys: readonly KeyHelp[];
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

export class ChatModel extends Model {
  readonly draft = new Draft();
  readonly cards: Cards;
  readonly completion: Completion;
  readonly #ports: ChatModelOptions;
  readonly #history: History;
  readonly #now: () => number;
  readonly #lexerLoaded: Promise<void>;
  #lex: Lexer | undefined;
  readonly #stopStatus: () => void;
  #finished: TranscriptItem[] = [];
  #turn: Turn | undefined;
  #queued: string | undefined;
  #focus: 'draft' | 'cards' = 'draft';
  #editedCard: {readonly proposal: Proposal; readonly draft: string} | undefined;
  #isLeaving = false;
  #isArmed = false;
  #isSuspended = false;
  #hasSent = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ChatModelOptions) {
    super();
    this.#ports = options;
    this.#now = options.now ?? (() => performance.now());
    this.#history = new History(options.history);
    this.#lexerLoaded = options.loadLexer().then(lex => {
      this.#lex = lex;
    });
    this.cards = new Cards(options.chat);
    this.completion = new Completion({
      commands: [...options.commands, ...screenCommands],
      findEntries: options.findEntries ?? (async () => []),
      changed: () => this.changed(),
    });
    this.#stopStatus = options.chat.onStatus(() => this.changed());
  }

  get status(): ChatStatus {
    return this.#ports.chat.status;
  }

  get turn(): Turn | undefined {
    return this.#turn;
  }

  /** True once the person has sent something: they know how it is done. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  /** Sent while an answer was being written; goes out when that is done. */
  get queued(): string | undefined {
    return this.#queued;
  }

  get focus(): 'draft' | 'cards' {
    return this.#focus;
  }

  get editedCard(): Proposal | undefined {
    return this.#editedCard?.proposal;
  }

  get canEditOutside(): boolean {
    return this.#ports.edit !== undefined;
  }

  /** True once the person has left. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** True when one more Ctrl+C leaves. */
  get isArmed(): boolean {
    return this.#isArmed;
  }

  now(): number {
    return this.#now();
  }

  /** What is finished since the last call; it is drawn once and forgotten here. */
  takeFinished(): readonly TranscriptItem[] {
    if (this.#turn) this.#finished.push(...this.#turn.settle());
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** Any key but Ctrl+C: the next Ctrl+C is a first one again. */
  disarm(): void {
    this.#isArmed = false;
  }

  /** The draft was changed or its cursor moved. */
  edited(): void {
    this.#history.leave();
    this.completion.follow(this.draft);
    this.changed();
  }

  /** Text as typed or pasted: control characters in it become visible. */
  type(text: string): void {
    const wasEmpty = this.draft.isEmpty;
    this.draft.insert(safeText(text));
    if (wasEmpty) this.#ports.chat.warmUp();
    this.edited();
  }

  up(): void {
    if (this.completion.isOpen) this.completion.select(-1);
    else if (!this.draft.up()) this.#recall(this.#history.older(this.draft.text));
    this.changed();
  }

  down(): void {
    if (this.completion.isOpen) this.completion.select(1);
    else if (!this.draft.down()) this.#recall(this.#history.newer());
    this.changed();
  }

  complete(): void {
    this.completion.accept(this.draft);
    this.edited();
  }

  hideCompletion(): void {
    this.completion.hide();
    this.changed();
  }

  /** Enter: sends, runs a command, or keeps an edited card. */
  submit(): void {
    const text = this.draft.text.trim();
    if (this.#editedCard) this.#keepEditedCard();
    else if (text !== '') this.#submitText(text);
  }

  #submitText(text: string): void {
    this.#history.add(text);
    this.#hasSent = true;
    this.draft.reset();
    this.completion.follow(this.draft);
    // The screen's own commands work at once, also while an answer is written.
    if (!this.#runScreenCommand(text)) this.#sendOrQueue(text);
    this.changed();
  }

  #sendOrQueue(text: string): void {
    if (!this.#turn) this.#start(text);
    else this.#queued = this.#queued === undefined ? text : `${this.#queued}\n${text}`;
  }

  /** Esc or Ctrl+C while an answer is written: stops it; what arrived is kept. */
  stopAnswer(): void {
    this.#turn?.stop();
    this.#returnToDraft(this.#queued);
    this.#queued = undefined;
    this.changed();
  }

  /** Ctrl+C with no answer on its way: clears the draft, then leaves. */
  interrupt(): void {
    if (this.#isArmed) {
      this.leave();
      return;
    }
    this.#isArmed = true;
    this.#dropEditedCard();
    if (!this.draft.isEmpty) this.draft.replace('');
    this.completion.hide();
    this.#focus = 'draft';
    this.changed();
  }

  leave(): void {
    this.#turn?.stop();
    this.#isLeaving = true;
    this.#stopStatus();
    this.changed();
  }

  focusCards(): void {
    if (this.cards.open.length > 0) this.#focus = 'cards';
    this.changed();
  }

  focusDraft(): void {
    this.#focus = 'draft';
    this.changed();
  }

  selectCard(step: number): void {
    this.cards.select(step);
    this.changed();
  }

  acceptCard(): void {
    const card = this.cards.current;
    if (card) this.#try(() => this.#say(keptText(this.cards.accept(card.id))));
    this.#afterCard();
  }

  acceptAllCards(): void {
    for (const card of this.cards.open) {
      this.#try(() => this.#say(keptText(this.cards.accept(card.id))));
    }
    this.#afterCard();
  }

  dropCard(): void {
    const card = this.cards.current;
    if (card) this.#try(() => this.#say(`Dropped: ${this.cards.drop(card.id).title}`));
    this.#afterCard();
  }

  /** Puts the card's text into the draft; Enter keeps it, Esc gives the draft back. */
  editCard(): void {
    const proposal = this.cards.current;
    if (!proposal) return;
    this.#editedCard = {proposal, draft: this.draft.text};
    this.draft.replace(safeText(cardText(proposal)));
    this.draft.toFirstLineEnd();
    this.#focus = 'draft';
    this.completion.hide();
    this.changed();
  }

  cancelEdit(): void {
    this.#dropEditedCard();
    this.#focus = 'cards';
    this.changed();
  }

  /** Ctrl+O: the draft in the person's own editor. `suspend` puts the screen aside meanwhile. */
  async editOutside(suspend: (run: () => Promise<void>) => Promise<void>): Promise<void> {
    const {edit} = this.#ports;
    if (!edit || this.#isSuspended) return;
    this.#isSuspended = true;
    try {
      await suspend(async () => {
        const text = await edit(this.draft.text);
        this.draft.replace(safeText(text.replace(/\n+$/, '')));
      });
    } catch (error) {
      this.#sayError(error);
    } finally {
      this.#isSuspended = false;
      this.edited();
    }
  }

  /** A line of memu's own in the transcript. */
  say(text: string): void {
    this.#say(text);
    this.changed();
  }

  /** Settles when no answer is on its way any more, so that what arrived of it is kept. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #start(text: string): void {
    const turn = new Turn(text, markdown => this.#lex!(markdown), this.#now);
    this.#turn = turn;
    this.#running = this.#run(turn);
  }

  async #run(turn: Turn): Promise<void> {
    const text = turn.question;
    this.#finished.push({kind: 'person', text});
    this.changed();
    const clock = setInterval(() => this.changed(), 1000);
    try {
      await this.#lexerLoaded;
      for await (const event of this.#events(text, turn.signal)) this.#take(turn, event);
    } catch (error) {
      this.#finished.push(...turn.fail(errorText(error), errorHint(error)));
    } finally {
      clearInterval(clock);
      this.#finish(turn);
    }
  }

  #events(text: string, signal: AbortSignal): AsyncIterable<TurnEvent> {
    const {chat} = this.#ports;
    if (!text.startsWith('/')) return chat.send(text, {signal});
    return /^\/retry\s*$/.test(text) ? chat.retry({signal}) : chat.command(text, {signal});
  }

  #take(turn: Turn, event: TurnEvent): void {
    if (event.type === 'proposal') this.cards.take(event.proposal);
    this.#finished.push(...turn.take(event));
    this.changed();
  }

  #finish(turn: Turn): void {
    this.#turn = undefined;
    if (turn.wantsDraftBack) this.#returnToDraft(turn.question);
    const next = this.#queued;
    this.#queued = undefined;
    if (next !== undefined && !this.#isLeaving) this.#start(next);
    this.changed();
  }

  /** Nothing that was typed is lost: it waits in the draft, unless the person writes already. */
  #returnToDraft(text: string | undefined): void {
    if (text !== undefined && this.draft.isEmpty) this.draft.replace(text);
  }

  #recall(text: string | undefined): void {
    if (text === undefined) return;
    this.draft.replace(text);
    this.completion.hide();
  }

  #runScreenCommand(text: string): boolean {
    const word = /^\/(\S*)/.exec(text)?.[1];
    if (word === undefined) return false;
    const command = findScreenCommand(word);
    if (command) {
      command.run(this);
      return true;
    }
    const names = [...this.#ports.commands, ...screenCommands].map(({name}) => name);
    if (names.includes(word)) return false;
    const guess = names.find(name => name.startsWith(word)) ?? didYouMean(word, names);
    const hint = guess ? `Did you mean /${guess}?` : '/help lists what there is.';
    this.#finished.push({kind: 'error', text: `There is no /${safeText(word)}.`, hint});
    this.#returnToDraft(text);
    return true;
  }

  /** Lists commands and keys in the transcript. */
  showHelp(): void {
    const commands = [...this.#ports.commands, ...screenCommands];
    this.#finished.push(
      {kind: 'table', rows: commandRows(commands)},
      {kind: 'table', rows: this.#ports.keys.map(({keys, does}) => [keys, does])},
    );
    this.changed();
  }

  #keepEditedCard(): void {
    const edited = this.#editedCard;
    if (!edited) return;
    this.#try(() => {
      const changes = parseCard(this.draft.text, edited.proposal);
      this.#say(keptText(this.cards.accept(edited.proposal.id, changes)));
      this.#dropEditedCard();
    });
    this.#afterCard();
  }

  #dropEditedCard(): void {
    if (!this.#editedCard) return;
    this.draft.replace(this.#editedCard.draft);
    this.#editedCard = undefined;
  }

  #afterCard(): void {
    if (this.cards.open.length === 0) this.#focus = 'draft';
    this.changed();
  }

  #try(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      this.#sayError(error);
    }
  }

  #say(text: string): void {
    this.#finished.push({kind: 'info', text});
  }

  #sayError(error: unknown): void {
    const hint = errorHint(error);
    this.#finished.push({kind: 'error', text: errorText(error), ...(hint && {hint})});
  }
}

const keptText = (proposal: Proposal): string => {
  const what = proposal.kind === 'complete_task' ? 'Done' : 'Kept';
  const prefix = proposal.entry === undefined ? '' : ` [${proposal.entry.slice(0, 4)}]`;
  return `${what}${prefix}: ${excerpt(proposal.title, 80)}`;
};

const errorText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const errorHint = (error: unknown): string | undefined =>
  error instanceof MemuError ? error.hint : undefined;
