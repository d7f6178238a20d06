/** How answers without a model are worded: quotes, lines with dates, and what is not kept. */
import {excerpt} from '../../ground/text.ts';
import type {Clock} from '../../ground/time.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {dayText, distanceText} from '../reading/format-dates.ts';
import {dayOfEntry} from './happened.ts';
import type {Doc, LifeDays} from './life.ts';

export const nothingKept: ExtractivePart = {
  text: 'Nothing that is kept fits these words.',
  cited: [],
};

/** ` in November 2026 (Sun 1 to Mon 30 …)`, or nothing. */
export function timeText(time: string, days: LifeDays | undefined, clock: Clock): string {
  if (!days || time === '') return '';
  const from = dayText(days.first, clock.zone);
  const to = dayText(days.last, clock.zone);
  const said = ` ${time.toLowerCase().replace(/^(?:on|for) (?=today|tomorrow|yesterday)/, '')}`;
  return days.first === days.last ? `${said} (${from})` : `${said} (${from} to ${to})`;
}

/** The day something happened, with how far away that is. */
export function saidWhen({happened}: Doc, clock: Clock): string {
  if (!happened) return 'no date is kept with it';
  const day = dayOfEntry(happened, clock.zone);
  return `${dayText(happened.at, clock.zone)}, ${distanceText(day, clock.now(), clock.zone)}`;
}

/** One entry quoted, with its day and validity. */
export function quoteDoc(doc: Doc, clock: Clock, lines = 6): string {
  const date = doc.happened ? dayText(doc.happened.at, clock.zone) : 'no date';
  const about = [doc.kind, date, stateText(doc, clock)].filter(part => part !== '').join(', ');
  const heading = `[${doc.prefix}] ${doc.title || about}${doc.title ? ` (${about})` : ''}`;
  const words = doc.text === doc.title ? '' : excerptLines(doc.text, lines);
  return words === '' ? heading : `${heading}\n${words}`;
}

/** `due …`, `done …`, `true until …`: what the entry's own fields say of a time. */
function stateText({entry}: Doc, clock: Clock): string {
  const {due, completed_at, status, valid_from, valid_to} = (entry ?? {}) as {
    readonly due?: string | null;
    readonly completed_at?: string | null;
    readonly status?: string;
    readonly valid_from?: string | null;
    readonly valid_to?: string | null;
  };
  const day = (moment: string): string => dayText(moment, clock.zone);
  if (completed_at) return `done ${day(completed_at)}`;
  if (status === 'cancelled') return 'cancelled';
  if (due) return `due ${dayText(due, clock.zone, true)}`;
  if (valid_from && valid_to) return `true ${day(valid_from)} to ${day(valid_to)}`;
  if (valid_to) return `true until ${day(valid_to)}`;
  return valid_from ? `true since ${day(valid_from)}` : '';
}

const excerptLines = (text: string, most: number): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .slice(0, most)
    .map(line => `  > ${excerpt(line, 300)}`)
    .join('\n');

/** `  Tue 3 March 2026: words [3f9a]` */
export function dayLine(doc: Doc, clock: Clock): string {
  const words = excerpt(
    [doc.title, doc.text.replace(/\s+/g, ' ')]
      .filter(
        (part, index, all) =>
          part !== '' && all.indexOf(part) === index && !/^\d{4}-\d\d-\d\d$/.test(part),
      )
      .join(': '),
    240,
  );
  const day = doc.happened ? `${dayText(doc.happened.at, clock.zone)}: ` : '';
  return `  ${day}${words} [${doc.prefix}]`;
}

export const quoted = (text: string, docs: readonly {readonly id: string}[]): ExtractivePart => ({
  text,
  cited: [...new Set(docs.map(doc => doc.id))],
});

/** `1 time`, `3 times` */
export const times = (count: number): string => (count === 1 ? 'once (1 time)' : `${count} times`);
