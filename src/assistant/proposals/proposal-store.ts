/** How proposals are kept: as entries in the state "proposed", which nothing lists until a person accepts them. */
import type {Entries} from '../../entries/entries.ts';
import type {EntryBase, Kind} from '../../entries/entry.ts';
import {isMomentField} from '../../entries/field-text.ts';
import type {Operations} from '../../entries/operations.ts';
import {UsageError} from '../../ground/errors.ts';
import type {Json} from '../../ground/json.ts';
import type {Clock, Moment} from '../../ground/time.ts';
import {readDate} from '../../language/dates.ts';
import {parseRepeat} from '../../language/repeats.ts';
import type {Memories} from '../../memories/memories.ts';
import {type MemorySource, memoryKind, memoryTypeOf} from '../../memories/memory.ts';
import {noteKind} from '../../notes/note.ts';
import {occurrenceOf} from '../../planner/tasks/recurrence.ts';
import type {Task} from '../../planner/tasks/task.ts';
import type {Tasks} from '../../planner/tasks/tasks.ts';
import type {ProposalDraft} from './proposal-drafts.ts';

export interface ProposalStoreDeps {
  readonly entries: Entries;
  readonly operations: Operations;
  readonly tasks: Pick<Tasks, 'add' | 'planFinish'>;
  readonly memories: Pick<Memories, 'supersede'>;
  readonly clock: Clock;
}

/** What a person changes of a proposal. */
export interface ProposalChanges {
  readonly title?: string;
  readonly fields?: Readonly<Record<string, Json>>;
}

export type FieldValues = Readonly<Record<string, string | number | readonly string[]>>;

export class ProposalStore {
  readonly #parts: ProposalStoreDeps;

  constructor(parts: ProposalStoreDeps) {
    this.#parts = parts;
  }

  /** Keeps a draft as a proposed entry; returns its id. */
  propose(draft: ProposalDraft, source: MemorySource): string {
    const {operations, entries, tasks} = this.#parts;
    const metadata = {
      proposed_by: 'model',
      ...(draft.supersedes && {supersedes: draft.supersedes}),
    };
    const shared = {state: 'proposed', metadata} as const;
    return operations.run({command: 'chat propose', actor: 'job'}, () => {
      const kind = entries.kind(draft.kind === 'complete_task' ? 'task' : draft.kind);
      const fields = this.#readFields(kind, draft.fields);
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

  /** Changes a proposed entry, which goes on waiting. @throws UsageError for one that does not wait */
  change(id: string, changes: ProposalChanges): void {
    const {operations, entries} = this.#parts;
    operations.run('edit', () => {
      const entry = this.#waiting(id, 'change');
      const fields = this.#changed(entry, changes);
      if (Object.keys(fields).length > 0) entries.setFields(id, fields);
    });
  }

  /** Makes a proposed entry an ordinary one, with the person's changes; one undo takes it back. */
  accept(id: string, changes: ProposalChanges = {}): void {
    const {operations, entries, memories} = this.#parts;
    operations.run('accept', () => {
      const entry = this.#waiting(id, 'accept');
      const fields = this.#changed(entry, changes);
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
      this.#waiting(id, 'reject');
      entries.trash(id);
    });
  }

  #waiting(id: string, verb: string): EntryBase {
    const entry = this.#parts.entries.get(id);
    if (entry.state === 'proposed') return entry;
    throw new UsageError(`this ${entry.kind} is ${entry.state}, there is nothing to ${verb}`);
  }

  /** The words that name a memory are what it says. */
  #changed(entry: EntryBase, {title, fields = {}}: ProposalChanges): Record<string, unknown> {
    const named = title === undefined ? {} : {[entry.kind === 'memory' ? 'body' : 'title']: title};
    return {...named, ...this.#repeated(entry, fields)};
  }

  /** Prepares the completion of a task, so that a yes can be acted on at once. */
  async planComplete(task: string): Promise<() => void> {
    const finishing = await this.#parts.tasks.planFinish([task]);
    return () => {
      finishing.complete();
    };
  }

  /** A proposed task that repeats begins on the date that its card says, by the rule that it says. */
  #repeated(
    entry: EntryBase,
    changes: NonNullable<ProposalChanges['fields']>,
  ): Record<string, unknown> {
    const {recurrence: before = null, recur_zone} = entry as Partial<Task> & EntryBase;
    const {recurrence: said, ...others} = changes;
    const fields = this.#readFields(this.#parts.entries.kind(entry.kind), others);
    const isNewRule = typeof said === 'string' && said !== before;
    const repeat = isNewRule ? parseRepeat(said, this.#parts.clock) : undefined;
    const zone = recur_zone ?? this.#parts.clock.zone;
    const due = fields.due as Moment | undefined;
    return {
      ...fields,
      ...(said !== undefined && {recurrence: said}),
      ...(repeat && {recurrence: repeat.rule, recur_from: repeat.from, recur_zone: zone}),
      ...(due && (before ?? repeat) && {occurrence: occurrenceOf(due, zone)}),
    };
  }

  /** Dates may come back from a card as people say them. */
  #readFields(kind: Kind, fields: NonNullable<ProposalChanges['fields']>): Record<string, unknown> {
    const {clock} = this.#parts;
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        if (
          !isMomentField(kind, name) ||
          typeof value !== 'string' ||
          /^\d{4}-\d\d-\d\d/.test(value)
        )
          return [name, value];
        const read = readDate(value, clock);
        if (!read) throw new UsageError(`"${value}" is not a date that memu understands`);
        return [name, read.moment];
      }),
    );
  }
}
