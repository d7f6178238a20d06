/** How proposals are kept: as entries in the state "proposed", which nothing lists until a person accepts them. */
import type {Entries} from '../../entries/entries.ts';
import type {Operations} from '../../entries/operations.ts';
import {UsageError} from '../../ground/errors.ts';
import type {Clock} from '../../ground/time.ts';
import {readDate} from '../../language/dates.ts';
import type {Memories} from '../../memories/memories.ts';
import {type MemorySource, memoryKind, memoryTypeOf} from '../../memories/memory.ts';
import {noteKind} from '../../notes/note.ts';
import type {Tasks} from '../../planner/tasks/tasks.ts';
import type {Draft} from './drafts.ts';

export interface KeepingParts {
  readonly entries: Entries;
  readonly operations: Operations;
  readonly tasks: Pick<Tasks, 'add' | 'planFinish'>;
  readonly memories: Pick<Memories, 'supersede'>;
  readonly clock: Clock;
}

export type FieldValues = Readonly<Record<string, string | number | readonly string[]>>;

export class Keeping {
  readonly #parts: KeepingParts;

  constructor(parts: KeepingParts) {
    this.#parts = parts;
  }

  /** Keeps a draft as a proposed entry; returns its id. */
  propose(draft: Draft, source: MemorySource): string {
    const {operations, entries, tasks} = this.#parts;
    const metadata = {
      proposed_by: 'model',
      ...(draft.supersedes && {supersedes: draft.supersedes}),
    };
    const shared = {state: 'proposed', metadata} as const;
    return operations.run({command: 'chat propose', actor: 'job'}, () => {
      const fields = this.#readFields(draft.fields);
      switch (draft.kind) {
        case 'note':
          return entries.create(noteKind, {...shared, ...fields, title: draft.title}).id;
        case 'memory':
          return entries.create(memoryKind, {
            ...shared,
            ...fields,
            type: memoryTypeOf(draft.fields.type),
            body: draft.title,
            source,
          }).id;
        default:
          return tasks.add({...draft.repeating, ...shared, ...fields, title: draft.title}).id;
      }
    });
  }

  /** Makes a proposed entry an ordinary one, with the person's changes; one undo takes it back. */
  accept(id: string, changes: {readonly title?: string; readonly fields?: FieldValues} = {}): void {
    const {operations, entries, memories} = this.#parts;
    operations.run('accept', () => {
      const entry = entries.get(id);
      if (entry.state !== 'proposed') {
        throw new UsageError(`this ${entry.kind} is ${entry.state}, there is nothing to accept`);
      }
      const named =
        changes.title === undefined
          ? {}
          : entry.kind === 'memory'
            ? {body: changes.title}
            : {title: changes.title};
      const fields = {...named, ...this.#readFields(changes.fields ?? {})};
      if (Object.keys(fields).length > 0) entries.setFields(id, fields);
      const accepted = entries.activate(id);
      const {supersedes} = entry.metadata;
      if (typeof supersedes === 'string' && entries.find(supersedes)) {
        const from = (accepted as {valid_from?: string | null}).valid_from;
        memories.supersede(supersedes, id, from ?? undefined);
      }
    });
  }

  /** Puts a proposed entry into the trash. */
  drop(id: string): void {
    const {operations, entries} = this.#parts;
    operations.run('reject', () => {
      const entry = entries.get(id);
      if (entry.state !== 'proposed')
        throw new UsageError(`this ${entry.kind} is ${entry.state}, there is nothing to reject`);
      entries.trash(id);
    });
  }

  /** Prepares the completion of a task, so that a yes can be acted on at once. */
  async planComplete(task: string): Promise<() => void> {
    const finishing = await this.#parts.tasks.planFinish([task]);
    return () => {
      finishing.complete();
    };
  }

  /** Dates may come back from a card as people say them. */
  #readFields(fields: FieldValues): Record<string, unknown> {
    const {clock} = this.#parts;
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        const isDate = ['due', 'scheduled', 'valid_from', 'valid_to'].includes(name);
        if (!isDate || typeof value !== 'string' || /^\d{4}-\d\d-\d\d/.test(value))
          return [name, value];
        const read = readDate(value, clock);
        if (!read) throw new UsageError(`"${value}" is not a date that memu understands`);
        return [name, read.moment];
      }),
    );
  }
}
