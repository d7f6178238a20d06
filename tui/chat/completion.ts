/** What Tab offers: words after `/` at the start of the draft, entries after `@` anywhere in it. */
import type {TextDraft} from '../kit/draft.ts';
import type {EntryCandidate, SlashWord} from './ports.ts';

export interface CompletionChoice {
  /** What takes the place of the typed word. */
  readonly insert: string;
  readonly label: string;
  readonly detail: string;
}

interface Word {
  readonly start: number;
  readonly typed: string;
}

/** Most choices that are looked up; the screen shows fewer and says so. */
const mostChoices = 20;

const commandWord = (draft: TextDraft): Word | undefined =>
  /^\/[a-z]*$/.test(draft.beforeCursor)
    ? {start: 0, typed: draft.beforeCursor.slice(1)}
    : undefined;

/** Longest title that is typed to find an entry; a longer look back would cost time in a long draft. */
const longestTyped = 100;

function entryWord(draft: TextDraft): Word | undefined {
  const found = /(?:^|\s)@([^\s@]*)$/u.exec(draft.beforeCursor.slice(-longestTyped));
  if (!found) return undefined;
  return {start: draft.cursor - found[1]!.length - 1, typed: found[1]!};
}

export interface CompletionOptions {
  readonly commands: readonly SlashWord[];
  readonly findEntries: (typed: string) => Promise<readonly EntryCandidate[]>;
  readonly changed: () => void;
}

export class Completion {
  readonly #commands: readonly SlashWord[];
  readonly #findEntries: (typed: string) => Promise<readonly EntryCandidate[]>;
  readonly #changed: () => void;
  #choices: readonly CompletionChoice[] = [];
  #start = 0;
  #selected = 0;
  #isHidden = false;
  #isChosen = false;
  #asked = 0;

  constructor(options: CompletionOptions) {
    this.#commands = options.commands;
    this.#findEntries = options.findEntries;
    this.#changed = options.changed;
  }

  get choices(): readonly CompletionChoice[] {
    return this.#isHidden ? [] : this.#choices;
  }

  get selected(): number {
    return this.#selected;
  }

  /** True when the person has moved to a choice: Enter then takes it. */
  get isChosen(): boolean {
    return this.isOpen && this.#isChosen;
  }

  get isOpen(): boolean {
    return this.choices.length > 0;
  }

  /** Looks at the draft after a change. */
  follow(draft: TextDraft): void {
    this.#isHidden = false;
    this.#isChosen = false;
    this.#selected = 0;
    this.#asked += 1;
    const command = commandWord(draft);
    const entry = entryWord(draft);
    if (command) this.#offer(command.start, this.#commandChoices(command.typed));
    else if (entry) void this.#lookUp(entry, this.#asked);
    else this.#offer(0, []);
  }

  hide(): void {
    this.#isHidden = true;
  }

  select(step: number): void {
    const {length} = this.choices;
    if (length === 0) return;
    // The first choice is marked from the start: the first Down goes on to the second.
    this.#selected = (this.#selected + step + length) % length;
    this.#isChosen = true;
  }

  /** Puts the selected choice into the draft. */
  accept(draft: TextDraft): void {
    const choice = this.choices[this.#selected];
    if (!choice) return;
    draft.complete(this.#start, choice.insert);
    this.#offer(0, []);
  }

  #commandChoices(typed: string): readonly CompletionChoice[] {
    return this.#commands
      .filter(({name}) => name.startsWith(typed) && name !== typed)
      .map(({name, args, does}) => ({
        insert: `/${name} `,
        label: `/${name}${args ? ` ${args}` : ''}`,
        detail: does,
      }));
  }

  async #lookUp(word: Word, asked: number): Promise<void> {
    let found: readonly EntryCandidate[] = [];
    try {
      found = await this.#findEntries(word.typed);
    } catch {
      // Completion is a convenience: without an answer there is nothing to offer.
    }
    // An answer to what was typed before is of no use any more.
    if (asked !== this.#asked) return;
    this.#offer(
      word.start,
      found
        .slice(0, mostChoices)
        .map(({prefix, kind, title}) => ({insert: `@${prefix} `, label: title, detail: kind})),
    );
    this.#changed();
  }

  #offer(start: number, choices: readonly CompletionChoice[]): void {
    this.#start = start;
    this.#choices = choices;
  }
}
