/** What a person may have done to their kept things from within a conversation, by a word after a slash. */
import type {Conversation} from '../conversations/conversation.ts';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import type {EntryBase} from '../entries/entry.ts';
import type {References} from '../entries/references.ts';
import {parseCapture} from '../language/capture.ts';
import type {Memories} from '../memories/memories.ts';
import type {Goals} from '../planner/goals.ts';
import type {Tasks} from '../planner/tasks.ts';
import {excerpt} from '../text.ts';
import type {Clock} from '../time.ts';

export interface DeskParts {
  readonly entries: Pick<Entries, 'trash'>;
  readonly references: Pick<References, 'get' | 'short'>;
  readonly conversations: Pick<Conversations, 'newest'>;
  readonly memories: Pick<Memories, 'add'>;
  readonly tasks: Pick<Tasks, 'add'>;
  readonly goals: Pick<Goals, 'add'>;
  readonly clock: Clock;
}

export class Desk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  addTask(line: string): EntryBase {
    const {title, due, priority, energy, minutes, tags} = parseCapture(
      `task: ${line}`,
      this.#parts.clock,
    );
    return this.#parts.tasks.add({
      title,
      tags,
      ...(due !== undefined && {due}),
      ...(priority !== undefined && {priority}),
      ...(energy !== undefined && {energy}),
      ...(minutes !== undefined && {duration_minutes: minutes}),
    });
  }

  addGoal(title: string): EntryBase {
    return this.#parts.goals.add({title});
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
