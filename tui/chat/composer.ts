/** What the person writes: the draft, what was sent before, and what Tab offers. */
import {safeTextBehind} from '../../src/ground/text.ts';
import {TextDraft} from '../kit/draft.ts';
import {History} from '../kit/history.ts';
import {Completion, type CompletionOptions} from './completion.ts';

export interface ComposerOptions extends CompletionOptions {
  /** What was sent before, oldest first. */
  readonly history: readonly string[] | undefined;
}

export class Composer {
  readonly draft = new TextDraft();
  readonly completion: Completion;
  readonly #history: History;
  /** The last question, in its last words. */
  #asked: string | undefined;
  /** The draft holds what came to nothing; what is typed next takes its place. */
  #isOffered = false;

  constructor({history, ...completion}: ComposerOptions) {
    this.#history = new History(history);
    this.#asked = history?.findLast(isQuestion);
    this.completion = new Completion(completion);
  }

  /** The draft was changed or its cursor moved. */
  edited(): void {
    this.#isOffered = false;
    this.#history.leave();
    this.completion.follow(this.draft);
  }

  /** Text as typed or pasted: control characters in it become visible. */
  type(text: string): void {
    if (this.#isOffered) this.draft.replace('');
    this.draft.insert(safeTextBehind(this.draft.beforeCursor, text));
    this.edited();
  }

  up(): void {
    this.#isOffered = false;
    if (this.completion.isOpen) this.completion.select(-1);
    else if (!this.draft.up()) this.#recall(this.#history.older(this.draft.text));
  }

  down(): void {
    if (this.completion.isOpen) this.completion.select(1);
    else if (!this.draft.down()) this.#recall(this.#history.newer());
  }

  complete(): void {
    this.completion.accept(this.draft);
    this.edited();
  }

  /** Text from elsewhere in the place of the draft; undo brings that back. */
  replace(text: string): void {
    this.#isOffered = false;
    this.draft.replace(text);
    this.completion.hide();
  }

  /** Text that Enter sends once more, a key of editing takes up, and other words replace. */
  offer(text: string): void {
    this.replace(text);
    this.#isOffered = true;
  }

  /** Empties the draft: its text is on its way, and one Up away. */
  sent(text: string): void {
    this.#history.add(text);
    const words = text.replace(/^\/edit\s+/, '');
    if (isQuestion(words)) this.#asked = words;
    this.#isOffered = false;
    this.draft.reset();
    this.completion.follow(this.draft);
  }

  /** The last question once more, to be put in other words; false when nothing was asked. */
  takeUpLast(): boolean {
    if (this.#asked !== undefined) this.replace(`/edit ${this.#asked}`);
    return this.#asked !== undefined;
  }

  /** What was sent and came to nothing, before what is written there already: nothing typed is lost. */
  giveBack(text: string): void {
    this.draft.replace(this.draft.isEmpty ? text : `${text}\n${this.draft.text}`);
  }

  #recall(text: string | undefined): void {
    if (text !== undefined) this.replace(text);
  }
}

const isQuestion = (text: string): boolean => !text.startsWith('/');
