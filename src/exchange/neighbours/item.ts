/** What readers of other tools' formats hand over: things to keep, lines that are bad, what has no place. */
import type {Role} from '../../conversations/conversation.ts';
import type {MemoryInput} from '../../memories/memory.ts';
import type {NoteInput} from '../../notes/note.ts';
import type {TaskInput} from '../../planner/task.ts';

export interface FoundTurn {
  readonly id: string;
  readonly role: Role;
  readonly text: string;
  readonly at: string;
}

export type Found =
  | {readonly type: 'task'; readonly id: string; readonly input: TaskInput; readonly line: number}
  | {readonly type: 'note'; readonly id: string; readonly input: NoteInput; readonly line: number}
  | {
      readonly type: 'memory';
      readonly id: string;
      readonly input: MemoryInput;
      readonly line: number;
    }
  | {
      readonly type: 'conversation';
      readonly id: string;
      readonly title: string;
      readonly at: string;
      readonly turns: readonly FoundTurn[];
      readonly line: number;
    }
  | {readonly type: 'bad'; readonly line: number; readonly reason: string}
  /** Something that memu has no place for; it was kept in the metadata, or is named here. */
  | {readonly type: 'unmapped'; readonly what: string};

export const bad = (line: number, reason: string): Found => ({type: 'bad', line, reason});
export const unmapped = (what: string): Found => ({type: 'unmapped', what});

/** The text of an unknown value, or undefined when it is none. */
export const textOf = (value: unknown): string | undefined =>
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
