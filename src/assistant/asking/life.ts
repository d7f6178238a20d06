/** What is kept, as questions want it: everything of a time, everything that holds some words, what comes next. */
import type {Entries} from '../../entries/entries.ts';
import type {EntryBase} from '../../entries/entry.ts';
import {listEntries} from '../../entries/listing.ts';
import {type Clock, dateOf, startOfDate, today, toIso} from '../../ground/time.ts';
import {memoryKind} from '../../memories/memory.ts';
import {noteKind} from '../../notes/note.ts';
import type {Agenda} from '../../planner/agenda/agenda.ts';
import type {Calendar, CalendarEvent} from '../../planner/agenda/calendar.ts';
import type {Fit, RankedTask} from '../../planner/agenda/next-tasks.ts';
import type {Goals} from '../../planner/goals/goals.ts';
import type {Task} from '../../planner/tasks/task.ts';
import type {Tasks} from '../../planner/tasks/tasks.ts';
import type {FoundHit, KeptSource, KnownGoal, RecallSource} from '../prompt/sources.ts';
import {dayOfEntry, type Happening, happened} from './happened.ts';

export interface LifeDeps {
  readonly entries: Entries;
  readonly tasks: Pick<Tasks, 'list'>;
  readonly goals: Pick<Goals, 'list' | 'view'>;
  readonly agenda: Pick<Agenda, 'next' | 'done' | 'days' | 'today'>;
  readonly calendar: Pick<Calendar, 'days'>;
  readonly recall: RecallSource;
  readonly kept: KeptSource;
  readonly clock: Clock;
}

/** Dates, both included. */
export interface LifeDays {
  readonly first: string;
  readonly last: string;
}

/** Something kept or said, with the time it tells of. */
export interface Doc {
  readonly id: string;
  readonly prefix: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly createdAt: string;
  readonly happened: Happening | undefined;
  readonly tags: readonly string[];
  /** Who said it, of a turn. */
  readonly speaker: string;
  readonly score: number;
  /** Undefined for a turn. */
  readonly entry: EntryBase | undefined;
}

/** More than anybody counts by hand, and still quick to read. */
const mostListed = 20_000;
const longestDays = 800;

export class Life {
  readonly #parts: LifeDeps;
  #dense = new Map<string, boolean>();

  constructor(parts: LifeDeps) {
    this.#parts = parts;
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  short(id: string): string {
    return this.#parts.kept.short(id);
  }

  /** What recall finds, best first, as far as it may answer something. */
  async find(question: string, limit: number): Promise<readonly Doc[]> {
    const {hits} = await this.#parts.recall.recall(question, {limit});
    return hits.flatMap(hit => this.#doc(hit) ?? []);
  }

  /** Notes and memories, whatever they tell of; the newest first. */
  written(): readonly Doc[] {
    const {entries} = this.#parts;
    const all = [
      ...listEntries(entries, noteKind, {limit: mostListed}),
      ...listEntries(entries, memoryKind, {limit: mostListed}),
    ];
    return all.filter(entry => !('story' in entry.metadata)).map(entry => this.docOf(entry));
  }

  /** Notes and memories that tell of these days, the earliest first. */
  writtenIn(days: LifeDays): readonly Doc[] {
    const within = this.written().filter(doc => this.isIn(doc, days));
    return within.toSorted((a, b) => (a.happened?.at ?? '').localeCompare(b.happened?.at ?? ''));
  }

  isIn({happened: when}: Pick<Doc, 'happened'>, {first, last}: LifeDays): boolean {
    if (when === undefined) return false;
    const day = dayOfEntry(when, this.clock.zone);
    return day >= first && day <= last;
  }

  done({first, last}: LifeDays, limit = 500): readonly Task[] {
    const {zone} = this.clock;
    const end = Temporal.PlainDate.from(last).add({days: 1}).toString();
    return this.#parts.agenda.done(
      toIso(startOfDate(first, zone)),
      toIso(startOfDate(end, zone)),
      limit,
    );
  }

  /** Open tasks, the soonest due first. */
  open(): readonly Task[] {
    return this.#parts.tasks.list({limit: 2_000});
  }

  /** Open tasks due or planned on these days. */
  planned({
    first,
    last,
  }: LifeDays): readonly {readonly date: string; readonly tasks: readonly Task[]}[] {
    return this.#parts.agenda
      .days(first, lengthOf(first, last))
      .filter(day => day.tasks.length > 0);
  }

  events({first, last}: LifeDays): ReadonlyMap<string, readonly CalendarEvent[]> {
    return this.#parts.calendar.days(first, lengthOf(first, last));
  }

  next(fit: Fit): readonly RankedTask[] {
    return this.#parts.agenda.next(fit);
  }

  goals(): readonly KnownGoal[] {
    const {goals} = this.#parts;
    return goals.view(goals.list({limit: 50}));
  }

  /** Reached ones too. */
  allGoals(): readonly KnownGoal[] {
    const {goals} = this.#parts;
    return goals.view(goals.list({limit: 200, status: 'all'}));
  }

  today(): string {
    return today(this.clock);
  }

  dateOf(moment: string): string {
    return dateOf(moment, this.clock.zone);
  }

  docOf(entry: EntryBase, score = 0): Doc {
    return {
      id: entry.id,
      prefix: this.short(entry.id),
      kind: entry.kind,
      title: entry.title,
      text: textOf(entry),
      tags: entry.tags,
      createdAt: entry.created_at,
      happened: happened(entry, this.clock, one => this.#isUndated(one)),
      speaker: '',
      score,
      entry,
    };
  }

  #doc(hit: FoundHit): Doc | undefined {
    const {kept} = this.#parts;
    if (hit.kind !== 'turn') {
      const entry = kept.find(hit.id);
      return entry && entry.kind !== 'conversation' ? this.docOf(entry, hit.score) : undefined;
    }
    const turn = kept.findTurn(hit.id);
    // What a model said is no evidence, whichever program it ran in.
    if (!turn || turn.role === 'assistant' || 'feedback' in turn.metadata) return undefined;
    return {
      id: turn.conversation,
      prefix: this.short(turn.conversation),
      kind: turn.role === 'user' ? 'said' : `said by ${turn.speaker ?? turn.role}`,
      title: kept.find(turn.conversation)?.title ?? '',
      text: turn.text,
      tags: [],
      createdAt: turn.at,
      happened: {at: turn.at, by: 'kept'},
      speaker: turn.speaker ?? '',
      score: hit.score,
      entry: undefined,
    };
  }

  /** Brought in together at one moment: that was the import, and not when it happened. */
  #isUndated(entry: EntryBase): boolean {
    const {source} = entry as EntryBase & {readonly source?: {readonly kind: string}};
    if (entry.ref === null && source?.kind !== 'import') return false;
    const at = entry.created_at.slice(0, 19);
    let isDense = this.#dense.get(at);
    if (isDense === undefined) {
      const ms = Date.parse(entry.created_at);
      const near = {
        sql: 'e.created_at BETWEEN ? AND ?',
        params: [toIso(ms - 2_000), toIso(ms + 2_000)],
      };
      const kind = this.#parts.entries.kind(entry.kind);
      isDense = listEntries(this.#parts.entries, kind, {limit: 3, where: [near]}).length >= 3;
      this.#dense.set(at, isDense);
    }
    return isDense;
  }
}

const lengthOf = (first: string, last: string): number =>
  Math.min(
    longestDays,
    Temporal.PlainDate.from(first).until(Temporal.PlainDate.from(last), {largestUnit: 'day'}).days +
      1,
  );

/** All words of an entry that may answer something. */
function textOf(entry: EntryBase): string {
  const {vision, milestones} = entry as EntryBase & {
    readonly vision?: string | null;
    readonly milestones?: readonly {readonly title: string}[];
  };
  const location = entry.metadata.location;
  return [
    entry.body,
    vision ?? '',
    ...(milestones ?? []).map(one => one.title),
    typeof location === 'string' ? location : '',
  ]
    .filter(part => part !== '')
    .join('\n');
}
