/** What readers of other tools' formats hand over: things to keep, lines that are bad, what has no place. */
import type {Role} from '../../conversations/conversation.ts';
import type {MemoryInput} from '../../memories/memory.ts';
import type {NoteInput} from '../../notes/note.ts';
import type {TaskInput} from '../../planner/tasks/task.ts';

export interface FoundTurn {
  readonly id: string;
  readonly role: Role;
  readonly text: string;
  readonly at: string;
}

interface Item<Type extends string, Input> {
  readonly type: Type;
  readonly id: string;
  readonly input: Input;
  readonly line: number;
  /** The file of a folder that it stands in. */
  readonly path?: string;
  /** Which version of it this is, where the source counts them. */
  readonly sequence?: number;
}

/** Something to keep. What its input says it owns; a field that is missing there is left as it is. */
export type FoundEntry =
  | Item<'task', TaskInput>
  | Item<'note', NoteInput>
  | Item<'memory', MemoryInput>;

export type ImportedItem =
  | FoundEntry
  | {
      readonly type: 'conversation';
      readonly id: string;
      readonly title: string;
      readonly at: string;
      readonly turns: readonly FoundTurn[];
      readonly line: number;
    }
  /** All events of a calendar's id from a date on: others that came with it are gone. */
  | {
      readonly type: 'events';
      readonly uid: string;
      readonly ids: readonly string[];
      readonly from: string;
    }
  /** A line that is not kept, or (`kept`) something in it that is left out. */
  | {
      readonly type: 'bad';
      readonly line: number;
      readonly reason: string;
      readonly path?: string;
      readonly kept?: boolean;
    }
  /** Something that memu has no place for; it was kept in the metadata, or is named here. */
  | {readonly type: 'unmapped'; readonly what: string};

export const bad = (line: number, reason: string, path?: string): ImportedItem => ({
  type: 'bad',
  ...{line, reason},
  ...(path !== undefined && {path}),
});
/** Something that was left out of an entry that is kept. */
export const flaw = (line: number, reason: string, path?: string): ImportedItem => ({
  ...(bad(line, reason, path) as Extract<ImportedItem, {readonly type: 'bad'}>),
  kept: true,
});
export const unmapped = (what: string): ImportedItem => ({type: 'unmapped', what});

/** Said of a task that does not repeat, so that one which did stops when it is read again. */
export const once: TaskInput = {
  recurrence: null,
  recur_from: null,
  recur_zone: null,
  series_id: null,
  occurrence: null,
  except_dates: [],
};

/** The text of an unknown value, or undefined when it is none. */
export const trimmedText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Counts how often a text was seen: identical lines are told apart by their number. */
export class Occurrences {
  readonly #seen = new Map<string, number>();

  next(text: string): string {
    const count = (this.#seen.get(text) ?? 0) + 1;
    this.#seen.set(text, count);
    return String(count);
  }
}

/** What a library or the calendar cannot make sense of is named; a mistake of ours is not hidden. */
export function* guarded(
  {line, path}: {readonly line: number; readonly path?: string},
  read: () => Iterable<ImportedItem>,
): Generator<ImportedItem> {
  try {
    yield* read();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    yield bad(line, (error as Error).message.slice(0, 160), path);
  }
}
