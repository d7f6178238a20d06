/** What a person may have done to their kept things from within a conversation, by a word after a slash. */
import {entryOf, keepEntry, readLine} from '../capture/captured-entry.ts';
import type {Conversation} from '../conversations/conversation.ts';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import type {EntryBase} from '../entries/entry.ts';
import type {References} from '../entries/references.ts';
import {excerpt} from '../ground/text.ts';
import type {Clock} from '../ground/time.ts';
import type {Capture} from '../language/capture/capture.ts';
import type {Memories} from '../memories/memories.ts';
import type {Notes} from '../notes/notes.ts';
import type {Goals} from '../planner/goals/goals.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';

export interface SlashActionsDeps {
  readonly entries: Pick<Entries, 'trash'>;
  readonly references: Pick<References, 'get' | 'getOf' | 'short'>;
  readonly conversations: Pick<Conversations, 'newest'>;
  readonly notes: Pick<Notes, 'add'>;
  readonly memories: Pick<Memories, 'add'>;
  readonly tasks: Pick<Tasks, 'add'>;
  readonly goals: Pick<Goals, 'add' | 'list'>;
  readonly clock: Clock;
}

export class SlashActions {
  readonly #parts: SlashActionsDeps;

  constructor(parts: SlashActionsDeps) {
    this.#parts = parts;
  }

  /** Keeps a line as `memu add` would, with what was unclear about it. */
  async addTask(
    line: string,
  ): Promise<{readonly entry: EntryBase; readonly unclear: Capture['unclear']}> {
    return this.#add(line, 'task');
  }

  async #add(
    line: string,
    kind: 'task' | 'goal',
  ): Promise<{readonly entry: EntryBase; readonly unclear: Capture['unclear']}> {
    const capture = readLine(line, this.#parts, kind);
    const entry = keepEntry(await entryOf(capture, this.#parts), this.#parts);
    return {entry, unclear: capture.unclear};
  }

  /** Keeps a goal from a line, with the date, areas and tags that it names. */
  async addGoal(
    line: string,
  ): Promise<{readonly entry: EntryBase; readonly unclear: Capture['unclear']}> {
    return this.#add(line, 'goal');
  }

  addMemory(text: string): EntryBase {
    return this.#parts.memories.add({body: text, source: {kind: 'person', id: null, quote: text}});
  }

  /** Moves an entry to the trash; undo brings it back. @throws NotFoundError, UsageError */
  forget(reference: string): EntryBase {
    return this.#parts.entries.trash(this.#parts.references.get(reference).id);
  }

  findConversation(reference: string): EntryBase {
    return this.#parts.references.get(reference);
  }

  newest(limit: number): readonly Conversation[] {
    return this.#parts.conversations.newest(limit);
  }

  /** `3f9a  Boiler service`, as lists show it. */
  line(entry: EntryBase): string {
    return `${this.#parts.references.short(entry.id)}  ${entry.title || excerpt(entry.body, 60)}`;
  }
}
