/** `task export`: taskwarrior's tasks with their dates, tags, projects, dependencies, notes and repetition. */
import {UsageError} from '../../ground/errors.ts';
import {derivedId} from '../../ground/ids.ts';
import {isTooDeep, type Json} from '../../ground/json.ts';
import {type Clock, isPlainDate, toIso} from '../../ground/time.ts';
import {
  loadRules,
  occurrenceOf,
  type Rules,
  momentOf as recurrenceMoment,
} from '../../planner/tasks/recurrence.ts';
import {inShortMonths} from '../../planner/tasks/rule-text.ts';
import type {TaskInput, TaskStatus} from '../../planner/tasks/task.ts';
import type {Importer} from './importer.ts';
import {bad, type ImportedItem, once, trimmedText, unmapped} from './item.ts';
import {ruleOfPeriod} from './period.ts';

/** @public read by `npm run docs` */
export const importers: readonly Importer[] = [
  {
    name: 'taskwarrior',
    about: 'What `task export` prints',
    takes: 'a file',
    counts: 'items',
    order: 10,
    read: async (source, clock) => readTaskwarrior(await source.text(), clock),
  },
];

type Row = Readonly<Record<string, unknown>>;

const statuses: Readonly<Record<string, TaskStatus>> = {
  pending: 'pending',
  waiting: 'pending',
  recurring: 'pending',
  completed: 'completed',
  deleted: 'cancelled',
};
const priorities: Readonly<Record<string, number>> = {H: 5, M: 3, L: 2};

const mapped = new Set([
  ...['uuid', 'description', 'status', 'entry', 'modified', 'due', 'scheduled', 'wait', 'start'],
  ...['end', 'priority', 'project', 'tags', 'depends', 'annotations', 'recur', 'parent'],
  ...['id', 'urgency', 'mask', 'imask', 'rtype', 'last'],
]);

const idOf = (uuid: string): string => derivedId('import', 'taskwarrior', uuid);

/** A JSON array, or one object a line as some versions print it. */
export async function readTaskwarrior(text: string, clock: Clock): Promise<Iterable<ImportedItem>> {
  const rules = await loadRules();
  return readRows(text, {clock, rules});
}

interface Reading {
  readonly clock: Clock;
  readonly rules: Rules;
}

/** Where a row that repeats stands in its series. */
interface SeriesPlace {
  /** Its template, which began the series; itself where it is one. */
  readonly template: Row;
  /** Tasks that were made of the template so far. */
  readonly made: number;
}

function* readRows(text: string, reading: Reading): Generator<ImportedItem> {
  const rows: {readonly row: Row; readonly line: number}[] = [];
  const parsed = [...objectsIn(text)];
  if (parsed.length > 0 && parsed.every(({value}) => value === undefined)) {
    throw new UsageError('it is no export of taskwarrior', {hint: 'make it with: task export'});
  }
  for (const {value, line, reason} of parsed) {
    if (reason === undefined) rows.push({row: value as Row, line});
    else yield bad(line, reason);
  }
  const carriers = carriersOf(rows.map(({row}) => row));
  for (const {row, line} of rows) yield* readRow(row, line, carriers, reading);
}

interface Parsed {
  readonly value: unknown;
  readonly line: number;
  readonly reason?: string;
}

function* objectsIn(text: string): Generator<Parsed> {
  const whole = parseOrUndefined(text);
  if (Array.isArray(whole)) {
    for (const [index, value] of whole.entries()) yield checked(value, index + 1);
    return;
  }
  for (const [index, line] of text.split('\n').entries()) {
    const bare = line
      .trim()
      .replace(/^\[|,$|\]$/g, '')
      .replace(/,$/, '')
      .trim();
    if (bare === '') continue;
    const value = parseOrUndefined(bare);
    if (value === undefined) yield {value, line: index + 1, reason: 'it is not JSON'};
    else yield checked(value, index + 1);
  }
}

const checked = (value: unknown, line: number): Parsed =>
  typeof value === 'object' &&
  value !== null &&
  trimmedText((value as Row).uuid) !== undefined &&
  !isTooDeep(value)
    ? {value, line}
    : {value, line, reason: 'it is no task with a uuid'};

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Of each series the latest open task carries the rule; without one, the template itself does, and
 * stands for the task after those that were made of it.
 */
function carriersOf(rows: readonly Row[]): ReadonlyMap<string, SeriesPlace> {
  const children = Map.groupBy(rows, row => trimmedText(row.parent) ?? '');
  const places = rows.flatMap(row => {
    if (trimmedText(row.parent) !== undefined) return [];
    const made = children.get(String(row.uuid)) ?? [];
    const latest = latestOpen(made);
    if (latest) return [[String(latest.uuid), {template: row, made: 0}] as const];
    if (row.status !== 'recurring' && (row.recur === undefined || row.status !== 'pending')) {
      return [];
    }
    return [[String(row.uuid), {template: row, made: madeOf(row, made)}] as const];
  });
  return new Map([...orphans(rows, children), ...places]);
}

/** Tasks of series whose templates are not in the file. */
function orphans(
  rows: readonly Row[],
  children: ReadonlyMap<string, readonly Row[]>,
): readonly (readonly [string, SeriesPlace])[] {
  const known = new Set(rows.map(row => String(row.uuid)));
  return [...children].flatMap(([parent, made]) => {
    const latest = parent === '' || known.has(parent) ? undefined : latestOpen(made);
    return latest ? [[String(latest.uuid), {template: latest, made: 0}] as const] : [];
  });
}

const latestOpen = (rows: readonly Row[]): Row | undefined =>
  rows
    .filter(({status}) => status === 'pending' || status === 'waiting')
    .toSorted((a, b) => (String(a.due) < String(b.due) ? -1 : 1))
    .at(-1);

/** `mask` has one sign for each task that was made ("++-X"). */
const madeOf = (template: Row, children: readonly Row[]): number =>
  template.status === 'recurring'
    ? Math.max(trimmedText(template.mask)?.length ?? 0, children.length)
    : 0;

/** What holds a date. */
const dated = ['due', 'scheduled', 'wait', 'entry', 'end'];

function* readRow(
  row: Row,
  line: number,
  carriers: ReadonlyMap<string, SeriesPlace>,
  reading: Reading,
): Generator<ImportedItem> {
  const {clock} = reading;
  const uuid = String(row.uuid);
  if (row.status === 'recurring' && !carriers.has(uuid)) return;
  const title = trimmedText(row.description);
  if (title === undefined) return yield bad(line, 'it has no description');
  for (const name of Object.keys(row)) if (!mapped.has(name)) yield unmapped(`taskwarrior ${name}`);
  const moments = new Map(
    dated.map(name => [name, row[name] === undefined ? undefined : momentOf(row[name], clock)]),
  );
  const moment = (name: string): string | null => moments.get(name) ?? null;
  const broken = dated.find(name => moments.get(name) === null);
  if (broken)
    return yield bad(line, `its ${broken} is no date: ${String(row[broken]).slice(0, 40)}`);
  const place = carriers.get(uuid);
  const repeat = place ? repeatOf(row, place, reading) : once;
  if (repeat === undefined) yield unmapped(`taskwarrior recur:${String(row.recur).slice(0, 40)}`);
  const created = moment('entry');
  const input: TaskInput = {
    title,
    ref: uuid,
    body: annotationsOf(row),
    status: statusOf(row),
    tags: [...listOf(row.tags), ...projectTags(row)],
    depends_on: listOf(row.depends).map(idOf),
    due: moment('due'),
    scheduled: moment('scheduled'),
    snoozed_until: moment('wait'),
    priority: priorities[String(row.priority)] ?? null,
    completed_at: row.status === 'completed' ? instant(moment('end')) : null,
    metadata: leftovers(row),
    ...(created !== null && {created_at: instant(created) ?? created}),
    ...(repeat ?? once),
  };
  yield {type: 'task', id: idOf(uuid), input, line};
}

function statusOf(row: Row): TaskStatus {
  if (row.status === 'pending' && row.start !== undefined) return 'in_progress';
  return statuses[String(row.status)] ?? 'pending';
}

/** `20261121T090000Z`; midnight in the person's zone is how taskwarrior says a date. */
function momentOf(value: unknown, clock: Clock): string | null {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z$/.exec(String(value ?? ''));
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(ms)) return null;
  const iso = toIso(ms);
  // No zone is off by less than a quarter of an hour: most times are no midnight anywhere.
  if (second !== '00' || Number(minute) % 15 !== 0) return iso;
  const local = occurrenceOf(iso, clock.zone);
  return local.endsWith('T00:00') ? local.slice(0, 10) : iso;
}

const instant = (moment: string | null): string | null =>
  moment !== null && isPlainDate(moment) ? `${moment}T00:00:00.000Z` : moment;

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : String(value ?? '').split(','))
    .map(String)
    .filter(text => text !== '');

/** `home.garden` becomes the tags `home` and `home.garden`, so that both find it. */
function projectTags(row: Row): string[] {
  const project = trimmedText(row.project);
  if (project === undefined) return [];
  const parts = project.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

const annotationsOf = (row: Row): string =>
  (Array.isArray(row.annotations) ? (row.annotations as Row[]) : [])
    .map(({description}) => String(description ?? ''))
    .join('\n');

/** What has no field of its own is kept word by word. */
function leftovers(row: Row): {[name: string]: Json} {
  const project = trimmedText(row.project);
  const others = Object.entries(row).filter(([name]) => !mapped.has(name));
  return {
    ...(project === undefined ? {} : {project}),
    // Their words are in the body; here each has the time at which it was written.
    ...(Array.isArray(row.annotations) && {annotations: row.annotations as Json[]}),
    ...(Object.fromEntries(others) as {[name: string]: Json}),
  };
}

/** More tasks than a series of many years makes; a longer mask is no honest one. */
const mostMade = 5_000;

function repeatOf(
  row: Row,
  {template, made}: SeriesPlace,
  {clock, rules}: Reading,
): TaskInput | undefined {
  const period = trimmedText(row.recur);
  if (period === undefined) return once;
  const said = ruleOfPeriod(period, clock);
  const due = momentOf(row.due, clock);
  if (said === undefined || due === null) return undefined;
  const first = occurrenceOf(momentOf(template.due, clock) ?? due, clock.zone);
  // The template's day counts: a task of 28 February may be that of a series on the 31st.
  const rule = inShortMonths(said, first);
  let occurrence = occurrenceOf(due, clock.zone);
  if (made > mostMade) return undefined;
  for (let n = 0; n < made; n += 1) occurrence = rules.next(rule, occurrence) ?? occurrence;
  return {
    recurrence: rule,
    recur_from: 'schedule',
    recur_zone: clock.zone,
    series_id: idOf(trimmedText(row.parent) ?? String(row.uuid)),
    occurrence,
    ...(made > 0 && {due: recurrenceMoment(occurrence, clock.zone)}),
  };
}
