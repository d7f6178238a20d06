/** What a period holds: everything done, reached, noted and remembered, numbered so that sentences can cite it. */
import type {Entries} from '../../entries/entries.ts';
import type {EntryBase} from '../../entries/entry.ts';
import {excerpt} from '../../ground/text.ts';
import {type Clock, dateOf, endOf, isPlainDate, startOfDate, toIso} from '../../ground/time.ts';
import {type Memory, memoryKind} from '../../memories/memory.ts';
import {isToldId} from '../../memories/profile-facts.ts';
import {noteKind} from '../../notes/note.ts';
import {addDays} from '../../planner/days.ts';
import {type Goal, goalKind} from '../../planner/goals/goal.ts';
import {type Task, taskKind} from '../../planner/tasks/task.ts';

type FactKind = 'done' | 'reached' | 'milestone' | 'noted' | 'remembered' | 'event';

export interface Fact {
  /** Counts from 1. */
  readonly number: number;
  readonly id: string;
  readonly kind: FactKind;
  /** A date in the person's zone. */
  readonly date: string;
  readonly title: string;
  /** Further words of the entry. */
  readonly text: string;
  /** Title of the goal it serves. */
  readonly goal: string | null;
  readonly areas: readonly string[];
  /** Content hashes of pictures that hang on the entry. */
  readonly pictures: readonly string[];
}

export interface StoryPeriod {
  /** Dates, both included. */
  readonly from: string;
  readonly to: string;
}

export interface FactsDeps {
  readonly entries: Entries;
  readonly clock: Clock;
}

const most = 300;
export const storyNotebook = 'stories';

/** The facts of a period, the earliest first; stories told before are no facts. */
export function factsOf({entries, clock}: FactsDeps, {from, to}: StoryPeriod): Fact[] {
  const span = [toIso(startOfDate(from, clock.zone)), toIso(endOf(to, clock.zone))];
  const tasks = entries.select(
    taskKind,
    `WHERE own.completed_at >= ? AND own.completed_at < ? AND e.state = 'active'
     ORDER BY own.completed_at LIMIT ${most}`,
    span,
    'own',
  );
  const goals = entries.select(goalKind, "WHERE e.kind = 'goal' AND e.state = 'active'");
  const created = `WHERE e.kind = ? AND e.state = 'active' AND e.created_at >= ? AND e.created_at < ?
    ORDER BY e.created_at LIMIT ${most}`;
  const notes = entries
    .select(noteKind, created, ['note', ...span])
    .filter(note => note.notebook !== storyNotebook);
  // Events came with a calendar at some time or other; they belong to the day on which they were.
  const memories = entries
    .select(
      memoryKind,
      `WHERE e.kind = 'memory' AND e.state = 'active' AND own.type <> 'event'
         AND e.created_at >= ? AND e.created_at < ? ORDER BY e.created_at LIMIT ${most}`,
      span,
    )
    .filter(({id}) => !isToldId(id));
  const events = entries.select(
    memoryKind,
    `WHERE e.kind = 'memory' AND e.state = 'active' AND own.type = 'event'
       AND ${eventTimeSql} >= ? AND ${eventTimeSql} < ? ORDER BY ${eventTimeSql} LIMIT ${most}`,
    [addDays(from, -1), span[1]!],
  );
  const titles = new Map(goals.map(goal => [goal.id, goal.title]));
  const draft = (
    kind: FactKind,
    entry: EntryBase & {readonly areas?: readonly string[]},
    at: string,
    goal: string | null = null,
  ): Omit<Fact, 'number'> => ({
    id: entry.id,
    kind,
    date: dateOf(at, clock.zone),
    ...wordsOf(entry),
    goal,
    areas: entry.areas ?? [],
    pictures: entry.attachments.filter(one => one.type.startsWith('image/')).map(one => one.sha256),
  });
  const drafts = [
    ...tasks.map((task: Task) =>
      draft('done', task, task.completed_at ?? '', titles.get(task.goal_id ?? '') ?? null),
    ),
    ...goals.flatMap(goal => goalFacts(goal, span, draft)),
    ...notes.map(note => draft('noted', note, note.created_at)),
    ...memories.map(memory => draft('remembered', memory, memory.created_at)),
    ...events.map(event => draft('event', event, eventTime(event))),
  ].filter(fact => fact.date >= from && fact.date <= to);
  return drafts
    .sort((a, b) => a.date.localeCompare(b.date))
    .slice(0, most)
    .map((fact, index) => ({...fact, number: index + 1}));
}

/** A note of a day is called by its date, which tells nothing: its words are told instead. */
function wordsOf({title, body}: EntryBase): Pick<Fact, 'title' | 'text'> {
  const isNamed = title !== '' && !(isPlainDate(title) && body.trim() !== '');
  if (isNamed) return {title, text: excerpt(body, 300)};
  const bare = body.replace(/^(?:[-*+]\s+)?(?:\d{1,2}:\d\d\s+)?/gm, '');
  return {title: excerpt(bare, 100), text: bare.length > 100 ? excerpt(bare, 300) : ''};
}

/** When an event took place, which is not when it was taken in: a date or an instant. */
const eventTime = ({metadata, valid_from, created_at}: Memory): string =>
  typeof metadata.start === 'string' ? metadata.start : (valid_from ?? created_at);
const eventTimeSql = "coalesce(json_extract(e.metadata, '$.start'), own.valid_from, e.created_at)";

function goalFacts(
  goal: Goal,
  [start = '', end = '']: readonly string[],
  draft: (kind: FactKind, entry: Goal, at: string, goal: string) => Omit<Fact, 'number'>,
): Omit<Fact, 'number'>[] {
  const isWithin = (at: string | null): at is string => at !== null && at >= start && at < end;
  const reached = isWithin(goal.completed_at)
    ? [draft('reached', goal, goal.completed_at, goal.title)]
    : [];
  const milestones = goal.milestones.flatMap(({title, done_at}) =>
    isWithin(done_at) ? [{...draft('milestone', goal, done_at, goal.title), title, text: ''}] : [],
  );
  return [...reached, ...milestones];
}

/** The goal that a fact serves, its life area, or what it is. */
export const headingOf = ({goal, areas, kind}: Fact): string => {
  if (goal !== null) return goal;
  const [area] = areas;
  if (area !== undefined)
    return area.replaceAll('_', ' ').replace(/^./, first => first.toUpperCase());
  return kind === 'done' ? 'Other tasks' : kind === 'event' ? 'Calendar' : 'Notes and memories';
};
