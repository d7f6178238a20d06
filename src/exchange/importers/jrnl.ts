/** jrnl: its JSON export (`jrnl --format json`) or its journal file, as notes with their time and tags. */
import {UsageError} from '../../ground/errors.ts';
import {derivedId} from '../../ground/ids.ts';
import {type Clock, toIso} from '../../ground/time.ts';
import type {Importer} from './importer.ts';
import {bad, flaw, type ImportedItem, Occurrences, trimmedText} from './item.ts';

/** @public read by `npm run docs` */
export const importers: readonly Importer[] = [
  {
    name: 'jrnl',
    about: 'A journal of jrnl, or what `jrnl --format json` prints',
    takes: 'a file or a folder',
    counts: 'lines',
    order: 30,
    read: async (source, clock) =>
      readJournals(await Array.fromAsync(source.texts(/\.txt$/i)), clock),
  },
];

interface JrnlEntry {
  readonly title: string;
  readonly body: string;
  /** `2026-11-20` */
  readonly date: string;
  /** `09:00` */
  readonly time: string;
  readonly tags: readonly string[];
  readonly starred: boolean;
}

export interface JournalFile {
  readonly text: string;
  /** Its name in a folder journal. */
  readonly path?: string;
}

/** A journal, or the files of one that has a file for each day. @throws UsageError for what is none */
export function* readJournals(
  files: readonly JournalFile[],
  clock: Clock,
): Generator<ImportedItem> {
  for (const {text, path} of files) {
    for (const found of readJrnl(text, clock)) {
      const isPlaced = found.type === 'note' || found.type === 'bad';
      yield path !== undefined && isPlaced ? {...found, path} : found;
    }
  }
}

/** @throws UsageError for a text that is no journal */
export function* readJrnl(text: string, clock: Clock): Generator<ImportedItem> {
  const occurrences = new Occurrences();
  const entries = [...(text.trimStart().startsWith('{') ? jsonEntries(text) : textEntries(text))];
  if (!entries.some(({entry}) => entry) && text.trim() !== '' && !isEmptyExport(text)) {
    throw new UsageError('it is no journal of jrnl: it has no entry with a date', {
      hint: 'give a journal file of jrnl, or what `jrnl --format json` prints',
    });
  }
  for (const {entry, line, reason, isKept} of entries) {
    if (isKept) {
      yield flaw(line, reason ?? '');
      continue;
    }
    if (!entry) {
      yield bad(line, reason ?? 'it is no entry');
      continue;
    }
    // Its body may be written on; two of one minute and title are told apart by their number.
    const key = JSON.stringify([entry.date, entry.time, entry.title]);
    const at = instantOf(entry, clock);
    if (at === undefined) {
      yield bad(line, `${entry.date} ${entry.time} is no date`);
      continue;
    }
    const id = derivedId('import', 'jrnl', key, occurrences.next(key));
    const tags = entry.tags.map(tag => tag.replace(/^[@#]/, ''));
    const {title, body, starred: pinned} = entry;
    const input = {
      title: title.slice(0, 1_000),
      body,
      tags,
      pinned,
      notebook: 'jrnl',
      created_at: at,
    };
    yield {type: 'note', id, line, input};
  }
}

/** `{"entries": []}` */
function isEmptyExport(text: string): boolean {
  const {entries} = jsonObject(text) ?? {};
  return Array.isArray(entries) && entries.length === 0;
}

function jsonObject(text: string): {readonly entries?: unknown} | undefined {
  try {
    return JSON.parse(text) as {readonly entries?: unknown};
  } catch {
    return undefined;
  }
}

interface Read {
  /** Said of something within an entry. */
  readonly isKept?: boolean;
  readonly entry?: JrnlEntry;
  readonly line: number;
  readonly reason?: string;
}

function* jsonEntries(text: string): Generator<Read> {
  const entries = jsonObject(text)?.entries;
  for (const [index, value] of (Array.isArray(entries) ? entries : []).entries()) {
    const one = value as Readonly<Record<string, unknown>> | null;
    const title = trimmedText(one?.title);
    const date = trimmedText(one?.date);
    if (!one || title === undefined || date === undefined) {
      yield {line: index + 1, reason: 'it has no title or no date'};
      continue;
    }
    const tags = Array.isArray(one.tags) ? one.tags.map(String) : [];
    const entry = {
      title,
      date,
      tags,
      body: trimmedText(one.body) ?? '',
      time: trimmedText(one.time) ?? '00:00',
    };
    yield {line: index + 1, entry: {...entry, starred: one.starred === true}};
  }
}

// Before version 2 a heading had no brackets and always a time.
const heading =
  /^(?:\[(?<date>\d{4}-\d\d-\d\d)(?: (?<hour>\d{1,2}):(?<minute>\d\d)(?::\d\d)?(?: (?<half>AM|PM))?)?\]|(?<date>\d{4}-\d\d-\d\d) (?<hour>\d{1,2}):(?<minute>\d\d)(?= )) ?(?<title>.*)$/i;

/** Dates as jrnl's `timeformat` may write them; what the order of day and month cannot say is no date. */
const otherHeading =
  /^\[(?:(?<year>\d{4})[-/.](?<month>\d\d?)(?:[-/.](?<day>\d\d?))?|(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4}))(?: (?<hour>\d{1,2}):(?<minute>\d\d)(?::\d\d)?(?: (?<half>AM|PM))?)?\] ?(?<title>.*)$/i;

function headingOf(line: string): Record<string, string | undefined> | undefined {
  const usual = heading.exec(line)?.groups;
  if (usual) return usual;
  const other = otherHeading.exec(line)?.groups;
  if (!other) return undefined;
  const {year = '', month = '', day = '01'} = other;
  return {...other, date: [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-')};
}

/** A line that begins as an entry does, with a date that cannot be read. */
const looksLikeHeading = (line: string): boolean => /^\[\d{1,4}[-/.]\d{1,4}[^\]\n]*\]/.test(line);

/** `[2026-11-20 09:00 AM] Title.` and the lines below it. */
function* textEntries(text: string): Generator<Read> {
  let open: {heading: Record<string, string | undefined>; line: number; body: string[]} | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const said = headingOf(line);
    if (said) {
      if (open) yield closed(open);
      open = {heading: said, line: index + 1, body: []};
      if ('year' in said && said.day === undefined) {
        const month = `${said.year}-${said.month}`;
        yield {line: index + 1, reason: `${month} names no day: its first is taken`, isKept: true};
      }
      continue;
    }
    const isOdd = looksLikeHeading(line);
    if (open && isOdd) {
      const reason = `"${line.slice(0, 60)}" looks like an entry, but its date cannot be read`;
      yield {line: index + 1, reason: `${reason}; it stays in the entry above`, isKept: true};
    }
    if (open) open.body.push(line);
    else if (line.trim() !== '') yield {line: index + 1, reason: 'it stands before the first date'};
  }
  if (open) yield closed(open);
}

function closed(open: {
  readonly heading: Record<string, string | undefined>;
  readonly line: number;
  readonly body: readonly string[];
}): Read {
  const {date = '', hour = '0', minute = '00', half, title = ''} = open.heading;
  const base = half === undefined ? Number(hour) : Number(hour) % 12;
  const hours = base + (half?.toUpperCase() === 'PM' ? 12 : 0);
  const body = open.body.join('\n').trim();
  const words = `${title} ${body}`;
  return {
    line: open.line,
    entry: {
      ...{date, body},
      time: `${String(hours).padStart(2, '0')}:${minute}`,
      title: title.trimEnd().replace(/\*$/, '').trim() || body.split('\n')[0] || date,
      tags: [...words.matchAll(/(?<=^|\s)@([\p{L}\p{N}_-]+)/gu)].map(match => match[1] ?? ''),
      starred: title.trimEnd().endsWith('*'),
    },
  };
}

function instantOf({date, time}: JrnlEntry, clock: Clock): string | undefined {
  try {
    const local = Temporal.PlainDateTime.from(`${date}T${time}`);
    return toIso(local.toZonedDateTime(clock.zone).epochMilliseconds);
  } catch {
    return undefined;
  }
}
