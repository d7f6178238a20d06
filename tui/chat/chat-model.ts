/**
 * The state of the chat screen and what a person can do there. It knows no React and no terminal:
 * keys call its intents, the drawing reads it, the scrollback takes what is finished.
 */

import type {ChatStatus} from '../../src/assistant/chat.ts';
import type {Proposal} from '../../src/assistant/conversation/events.ts';
import {safeText} from '../../src/ground/text.ts';
import {type Clock, systemClock, today} from '../../src/ground/time.ts';
import type {KeyHelp} from '../kit/bindings.ts';
import type {TextDraft} from '../kit/draft.ts';
import {Model} from '../kit/model.ts';
import type {ReferenceDay} from '../kit/relative-dates.ts';
import type {Lexer} from '../markdown/markdown-stream.ts';
import {Answers, errorItem} from './answers.ts';
import {CardEditing} from './card-editing.ts';
import {Cards} from './cards.ts';
import type {Completion} from './completion.ts';
import {Composer} from './composer.ts';
import type {ChatPorts, SlashWord} from './ports.ts';
import {commandRows, readSlashLine, screenCommands} from './slash-commands.ts';
import type {TranscriptItem} from './transcript.ts';
import type {LiveTurn} from './turn.ts';

export interface ChatModelOptions extends ChatPorts {
  /** Loads the Markdown lexer; called once, while the person types. */
  readonly loadLexer: () => Promise<Lexer>;
  /** The keys that `/help` lists. */
  readonly keys: readonly KeyHelp[];
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

export class ChatModel extends Model {
  readonly cards: Cards;
  readonly #ports: ChatModelOptions;
  readonly #commands: readonly SlashWord[];
  readonly #composer: Composer;
  readonly #answers: Answers;
  readonly #desk: CardEditing;
  readonly #now: () => number;
  readonly #clock: Clock;
  readonly #stopStatus: () => void;
  #focus: 'draft' | 'cards' = 'draft';
  #isLeaving = false;
  #isArmed = false;
  #isSuspended = false;
  #hasSent = false;

  constructor(options: ChatModelOptions) {
    super();
    const changed = () => this.changed();
    this.#ports = options;
    this.#now = options.now ?? (() => performance.now());
    this.#clock = options.clock ?? systemClock();
    this.#commands = [...options.commands, ...screenCommands];
    this.#composer = new Composer({
      history: options.history,
      commands: this.#commands,
      findEntries: options.findEntries ?? (async () => []),
      changed,
    });
    this.cards = new Cards(options.chat);
    this.#answers = new Answers({
      chat: options.chat,
      loadLexer: options.loadLexer,
      now: this.#now,
      changed,
      heard: event => {
        if (event.type === 'proposal') this.cards.take(event.proposal);
      },
      unanswered: question => {
        // Else it is one Up away: what is being written now must not be disturbed.
        if (this.draft.isEmpty && this.queued.length === 0) this.#composer.offer(question);
      },
    });
    const add = (item: TranscriptItem) => this.#answers.add(item);
    this.#desk = new CardEditing({
      cards: this.cards,
      draft: this.draft,
      zone: this.#clock.zone,
      add,
    });
    if (options.before) this.#answers.showBefore(options.before);
    this.#stopStatus = options.chat.onStatus(changed);
  }

  get draft(): TextDraft {
    return this.#composer.draft;
  }

  /** What Tab offers. */
  get completion(): Completion {
    return this.#composer.completion;
  }

  get status(): ChatStatus {
    return this.#ports.chat.status;
  }

  get turn(): LiveTurn | undefined {
    return this.#answers.turn;
  }

  /** Sent while an answer was being written; each goes out by itself when that is done. */
  get queued(): readonly string[] {
    return this.#answers.queue.lines;
  }

  /** What was queued waits for the person: the answer before it was stopped. */
  get isQueueHeld(): boolean {
    return this.#answers.queue.isHeld;
  }

  /** True once the person has sent something: they know how it is done. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  get focus(): 'draft' | 'cards' {
    return this.#focus;
  }

  /** The card whose text is in the draft. */
  get editedCard(): Proposal | undefined {
    return this.#desk.edited;
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

  /** The person's date and zone. */
  get today(): ReferenceDay {
    return {date: today(this.#clock), zone: this.#clock.zone};
  }

  now(): number {
    return this.#now();
  }

  /** What is finished since the last call; it is drawn once and forgotten here. */
  takeFinished(): readonly TranscriptItem[] {
    return this.#answers.takeFinished();
  }

  /** Settles when no answer is on its way any more, so that what arrived of it is kept. */
  async settled(): Promise<void> {
    await this.#answers.settled();
  }

  /** Any key but Ctrl+C: the next Ctrl+C is a first one again. */
  disarm(): void {
    this.#isArmed = false;
  }

  /** The draft was changed or its cursor moved. */
  edited(): void {
    this.#composer.edited();
    this.changed();
  }

  /** Text as typed or pasted. */
  type(text: string): void {
    if (this.draft.isEmpty) this.#ports.chat.warmUp();
    this.#composer.type(text);
    this.changed();
  }

  /** On an empty line, what was sent last and still waits comes back first, to be written anew. */
  up(): void {
    const queued = this.draft.isEmpty ? this.#answers.queue.takeBack() : undefined;
    if (queued === undefined) this.#composer.up();
    else this.#composer.replace(queued);
    this.changed();
  }

  down(): void {
    this.#composer.down();
    this.changed();
  }

  complete(): void {
    this.#composer.complete();
    this.changed();
  }

  hideCompletion(): void {
    this.completion.hide();
    this.changed();
  }

  /** Enter: sends, runs a command, or keeps an edited card. */
  submit(): void {
    const text = this.draft.text.trim();
    if (this.editedCard) this.#decideCard(desk => desk.keepEdited());
    else if (text !== '') this.#submitText(text);
    else if (this.isQueueHeld) this.#answers.resume();
  }

  /** Esc or Ctrl+C while an answer is written: stops it; what arrived is kept. */
  stopAnswer(): void {
    this.#answers.stop();
    this.changed();
  }

  /** Ctrl+C with no answer on its way: clears the draft, then leaves. */
  interrupt(): void {
    if (this.#isArmed) {
      this.leave();
      return;
    }
    this.#isArmed = true;
    this.#desk.leaveEdit();
    if (!this.draft.isEmpty) this.draft.replace('');
    this.completion.hide();
    this.focusDraft();
  }

  leave(): void {
    this.#answers.close();
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
    this.#decideCard(desk => desk.accept());
  }

  acceptAllCards(): void {
    this.#decideCard(desk => desk.acceptAll());
  }

  dropCard(): void {
    this.#decideCard(desk => desk.drop());
  }

  /** Puts the card's text into the draft; Enter keeps it, Esc gives the draft back. */
  editCard(): void {
    this.#desk.edit();
    this.completion.hide();
    this.focusDraft();
  }

  cancelEdit(): void {
    this.#desk.leaveEdit();
    this.focusCards();
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
      this.#answers.add(errorItem(error));
    } finally {
      this.#isSuspended = false;
      this.edited();
    }
  }

  /** Lists commands and keys in the transcript. */
  showHelp(): void {
    this.#answers.add(
      {kind: 'table', rows: commandRows(this.#commands)},
      {kind: 'table', rows: this.#ports.keys.map(({keys, does}) => [keys, does])},
    );
    this.changed();
  }

  /**
   * The screen's own commands work at once, also while an answer is written; an unknown one goes nowhere.
   * `/edit` alone brings the last question back, to be put in other words.
   */
  #submitText(text: string): void {
    this.#composer.sent(text);
    this.#hasSent = true;
    if (text === '/edit' && this.#composer.takeUpLast()) return this.changed();
    const line = readSlashLine(text, this.#commands);
    if (line.kind === 'screen') line.command.run(this);
    else if (line.kind === 'aside') this.#answers.runAside(text);
    else if (line.kind === 'conversation') this.#answers.send(text);
    else {
      this.#answers.add({kind: 'error', text: line.message, hint: line.hint});
      this.#giveBack(text);
    }
    this.changed();
  }

  /** The draft may hold a card: what comes back then is one Up away. */
  #giveBack(text: string): void {
    if (!this.editedCard) this.#composer.giveBack(text);
  }

  #decideCard(decide: (desk: CardEditing) => void): void {
    decide(this.#desk);
    if (this.cards.open.length === 0) this.#focus = 'draft';
    this.changed();
  }
}
