/** iCalendar in: events become context for the agenda, to-dos become tasks. */
import {UsageError} from '../../ground/errors.ts';
import type {Clock} from '../../ground/time.ts';
import {loadRules} from '../../planner/tasks/recurrence.ts';
import {type EventBlock, readEvents} from './ics-events.ts';
import {
  type Block,
  blocksIn,
  type Component,
  type Ical,
  isRead,
  parseBlock,
  rawIn,
  sequenceOf,
  uidOf,
} from './ics-parts.ts';
import {Steps} from './ics-series.ts';
import {readTodos} from './ics-todos.ts';
import {hasPeriod} from './ics-values.ts';
import {Zones} from './ics-zones.ts';
import type {Importer} from './importer.ts';
import {bad, type ImportedItem, unmapped} from './item.ts';

/** @public read by `npm run docs` */
export const importers: readonly Importer[] = [
  {
    name: 'ics',
    about: 'A calendar: events as context, to-dos as tasks',
    takes: 'a file or a folder',
    counts: 'lines',
    order: 50,
    read: async (source, clock) => {
      const files = source.texts(/\.(?:ics|ical|ifb)$/i, wholeCharacters);
      return readCalendars(await Array.fromAsync(files), clock);
    },
  },
];

export interface CalendarFile {
  readonly text: string;
  /** Its name in a folder of calendars, as vdirsyncer and khal keep them. */
  readonly path?: string;
}

/** A calendar, or the files of a folder of them. @throws UsageError for a file that is none */
export function readCalendars(
  files: readonly CalendarFile[],
  clock: Clock,
): Promise<Iterable<ImportedItem>> {
  const other = files.find(({text}) => !/^BEGIN:VCALENDAR\s*$/im.test(text));
  if (other || files.length === 0) {
    throw new UsageError(`${other?.path ?? 'it'} is no calendar: no BEGIN:VCALENDAR stands in it`, {
      hint: 'give an iCalendar file (.ics), or a folder of them',
    });
  }
  return readFiles(files, clock);
}

/** Reads the text of a calendar; a component that cannot be read is named and skipped. */
export const readIcs = (text: string, clock: Clock): Promise<Iterable<ImportedItem>> =>
  readFiles([{text}], clock);

async function readFiles(
  files: readonly CalendarFile[],
  clock: Clock,
): Promise<Iterable<ImportedItem>> {
  const [{default: ical}, {findIana}, rules] = await Promise.all([
    import('ical.js'),
    import('windows-iana'),
    loadRules(),
  ]);
  return readParts();

  function* readParts(): Generator<ImportedItem> {
    const zones = new Zones(ical, clock, findIana);
    const steps = new Steps();
    const blocks: EventBlock[] = [];
    for (const {text, path} of files) {
      for (const block of blocksIn(text)) yield* readBlock(block, path);
    }
    const todos = blocks.filter(({component}) => component.name === 'vtodo');
    const todosByUid = Map.groupBy(todos, ({component}) => uidOf(component));
    for (const group of todosByUid.values()) {
      yield* readTodos(newestOf(group), {clock, zones, rules});
    }
    const events = blocks.filter(({component}) => component.name === 'vevent');
    for (const [uid, group] of Map.groupBy(events, ({component}) => uidOf(component))) {
      const isShared = todosByUid.has(uid);
      yield* readEvents(uid, newestOf(group), {rules, clock, zones, steps, isShared});
    }
    for (const name of zones.unknown) yield unmapped(`calendar zone ${name}`);

    function* readBlock(block: Block, path: string | undefined): Generator<ImportedItem> {
      if (!isRead(block)) return yield unmapped(`calendar ${block.name}`);
      const component = parsed(ical, block);
      if (typeof component === 'string') return yield bad(block.line, component, path);
      if (hasPeriod(block.source)) yield unmapped('length of a date in RDATE');
      const place = {line: block.line, ...(path !== undefined && {path})};
      if (component?.name === 'vtimezone') zones.describe(component);
      else if (component) blocks.push({component, ...place});
    }
  }
}

/** The component, or why it is none. */
function parsed(ical: Ical, block: Block): Component | string | undefined {
  try {
    return parseBlock(ical, block);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    return `it is no iCalendar (${(error as Error).message.slice(0, 120)})`;
  }
}

/**
 * Of several versions of one thing the newest. Timetables and clubs give one UID to many events:
 * what begins at another time, and is no later version, is another one.
 */
function newestOf(blocks: readonly EventBlock[]): readonly EventBlock[] {
  const byOccurrence = Map.groupBy(blocks, ({component}) => rawIn(component, 'recurrence-id'));
  return [...byOccurrence].flatMap(([occurrence, versions]) => {
    const latest = Math.max(...versions.map(({component}) => sequenceOf(component)));
    const newest = versions.filter(({component}) => sequenceOf(component) === latest);
    if (occurrence !== '') return newest.slice(-1);
    return [...new Map(newest.map(one => [rawIn(one.component, 'dtstart'), one])).values()];
  });
}

/**
 * The bytes of a calendar with each character whole: lines may be folded within one (RFC 5545, 3.1),
 * so its other bytes are put before the fold.
 */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  const whole = Uint8Array.from(bytes);
  const [carriage, feed, space, tab] = [13, 10, 32, 9];
  for (let at = 1; at < whole.length; at += 1) {
    if (whole[at] !== feed || (whole[at + 1] !== space && whole[at + 1] !== tab)) continue;
    const start = whole[at - 1] === carriage ? at - 1 : at;
    let end = at + 2;
    while (end < whole.length && ((whole[end] ?? 0) & 0xc0) === 0x80) end += 1;
    const fold = whole.slice(start, at + 2);
    whole.copyWithin(start, at + 2, end);
    whole.set(fold, end - fold.length);
    at = end - 1;
  }
  return whole;
}
