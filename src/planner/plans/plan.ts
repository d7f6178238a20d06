/** A plan for a goal before it is kept: milestones and tasks, read tolerantly from whoever made it. */
import {type Clock, isCalendarDate, localText, systemClock} from '../../ground/time.ts';
import {levelOf} from '../../language/grammar/levels.ts';
import type {Repeat} from '../../language/repeats.ts';
import {readParts} from '../tasks/said-parts.ts';

export interface PlanMilestone {
  readonly title: string;
  readonly due: string | null;
}

export interface PlanTask {
  /** Names the task within its plan. */
  readonly key: string;
  readonly title: string;
  /** A date; of what repeats, the one that it begins on. */
  readonly due: string | null;
  /** The time of day on that date: `07:00`. */
  readonly time?: string | undefined;
  readonly repeat?: Repeat | undefined;
  /** Its own life areas; those of the goal where it says none. */
  readonly areas?: readonly string[] | undefined;
  readonly priority: number | null;
  readonly energy: number | null;
  readonly minutes: number | null;
  /** Keys of tasks that must be done first. */
  readonly after: readonly string[];
  /** Key of the task that it is a part of. */
  readonly parent: string | null;
}

export interface Plan {
  readonly milestones: readonly PlanMilestone[];
  readonly tasks: readonly PlanTask[];
}

/** What was left out of a plan, and why. */
export interface Rejected {
  readonly title: string;
  readonly why: string;
}

export const emptyPlan: Plan = {milestones: [], tasks: []};

/** More than these are not read at all: nobody reviews a plan of ten thousand tasks. */
const mostRead = 500;

/**
 * Reads a plan from JSON of any shape: `{milestones, tasks}`, a list of tasks, fields of the wrong
 * type, names for numbers. What cannot be read is left out, never guessed at; an empty plan says
 * that there was none.
 */
export function readPlan(value: unknown, clock: Clock = systemClock()): Plan {
  const source = Array.isArray(value) ? {tasks: value} : asObject(value);
  const inner = asObject(source.plan ?? source);
  const items = listOf(inner.tasks ?? inner.steps).slice(0, mostRead);
  const named = items.map((item, index) => ({item: taskObject(item), key: String(index + 1)}));
  const tasks = named.filter(({item}) => titleOf(item) !== '');
  const keys = new Map(tasks.flatMap(({item, key}) => namesOf(item, key)));
  return {
    milestones: listOf(inner.milestones).slice(0, mostRead).flatMap(readMilestone),
    tasks: tasks.map(({item, key}) => readTask(item, key, keys, clock)),
  };
}

/** A task that waits for more than these is not planned but knotted. */
const mostNeeds = 10;

type Loose = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const taskObject = (item: unknown): Loose =>
  typeof item === 'string' ? {title: item} : asObject(item);

function titleOf(item: Loose): string {
  const said = item.title ?? item.name ?? item.task;
  if (typeof said !== 'string') return '';
  const line = said.toWellFormed().replace(/\s+/g, ' ').trim();
  return Array.from(line).slice(0, 200).join('');
}

/** A task may be named by its place, its own id or its title. */
const namesOf = (item: Loose, key: string): (readonly [string, string])[] =>
  [key, item.id, item.key, titleOf(item)]
    .filter(name => typeof name === 'string' || typeof name === 'number')
    .map(name => [String(name).toLowerCase(), key] as const);

function readMilestone(item: unknown): PlanMilestone[] {
  const loose = taskObject(item);
  const title = titleOf(loose);
  return title === '' ? [] : [{title, due: dateIn(loose.due ?? loose.date ?? loose.by)}];
}

function readTask(
  item: Loose,
  key: string,
  keys: ReadonlyMap<string, string>,
  clock: Clock,
): PlanTask {
  const keyOf = (name: unknown): string[] => {
    const found = keys.get(String(name).toLowerCase());
    return found === undefined || found === key ? [] : [found];
  };
  const after = item.after ?? item.depends_on ?? item.dependencies ?? item.needs;
  const [parent = null] = item.parent == null ? [] : keyOf(item.parent);
  return {
    key,
    title: titleOf(item),
    ...timesIn(item, clock),
    priority: levelIn(item.priority),
    energy: levelIn(item.energy),
    after: [...new Set(listOf(Array.isArray(after) ? after : [after]).flatMap(keyOf))].slice(
      0,
      mostNeeds,
    ),
    parent,
  };
}

/** The date that a text begins with, if the calendar has it. */
function dateIn(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim().slice(0, 10) : '';
  return isCalendarDate(text) ? text : null;
}

/** When, how often and how long: what cannot be read is left out. */
function timesIn(
  item: Loose,
  clock: Clock,
): Pick<PlanTask, 'due' | 'time' | 'repeat' | 'areas' | 'minutes'> {
  const said = item.due ?? item.due_date ?? item.date ?? item.when;
  const schedule = item.repeat ?? item.every ?? item.recurrence ?? item.frequency ?? item.schedule;
  const {due, repeat, areas, minutes} = readParts(
    {
      due: typeof said === 'string' ? said.replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '') : undefined,
      time: item.time ?? item.hour ?? item.time_of_day,
      repeat: schedule,
      minutes: minutesIn(item.minutes ?? item.duration_minutes ?? item.duration) ?? undefined,
      areas: item.areas ?? item.area,
    },
    clock,
  );
  const [day, time] = due === undefined ? [] : localText(due, clock.zone).split(' ');
  return {
    due: day ?? dateIn(said),
    minutes: minutes ?? null,
    ...(time !== undefined && {time}),
    ...(repeat && {
      repeat: time !== undefined && !repeat.time ? {...repeat, time: timeIn(time)} : repeat,
    }),
    ...(areas.length > 0 && {areas}),
  };
}

function timeIn(text: string): {readonly hour: number; readonly minute: number} {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return {hour, minute};
}

const levelIn = (value: unknown): number | null =>
  (typeof value === 'string' || typeof value === 'number' ? levelOf(value) : undefined) ?? null;

function minutesIn(value: unknown): number | null {
  const minutes = Math.round(Number(typeof value === 'string' ? Number.parseFloat(value) : value));
  return Number.isFinite(minutes) && minutes >= 1 && minutes <= 6_000 ? minutes : null;
}
