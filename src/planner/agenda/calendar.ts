/** Events that came in from calendars, by day: context for the agenda and for plans. */

import {type Clock, dateOf, endOf, isPlainDate, startOfDate, toIso} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';

export interface CalendarEvent {
  readonly id: string;
  readonly title: string;
  /** An instant, or a date for a whole day. */
  readonly start: string;
  readonly end: string | null;
  readonly location: string | null;
}

export class Calendar {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({db, clock}: {readonly db: Database; readonly clock: Clock}) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Events that take place on each of so many dates; dates without one are missing. */
  days(from: string, count: number, limit = 500): Map<string, CalendarEvent[]> {
    const {zone} = this.#clock;
    const last = Temporal.PlainDate.from(from)
      .add({days: count - 1})
      .toString();
    const byDate = new Map<string, CalendarEvent[]>();
    for (const event of this.#between(from, last, limit)) {
      for (const date of datesOf(event, zone)) {
        if (date < from || date > last) continue;
        const events = byDate.get(date);
        if (events) events.push(event);
        else byDate.set(date, [event]);
      }
    }
    return byDate;
  }

  #between(from: string, last: string, limit: number): CalendarEvent[] {
    const {zone} = this.#clock;
    const start = toIso(startOfDate(from, zone));
    const least = from < start ? from : start;
    const earliest = Temporal.PlainDate.from(from).subtract({days: longestDays}).toString();
    // The plus signs keep SQLite on the index over starts: there are far more memories than events.
    return this.#db.all<CalendarEvent>(
      `SELECT id, title, json_extract(metadata, '$.start') AS start,
         json_extract(metadata, '$.end') AS "end",
         json_extract(metadata, '$.location') AS location
       FROM entries
       WHERE json_extract(metadata, '$.start') IS NOT NULL
         AND json_extract(metadata, '$.start') >= ? AND json_extract(metadata, '$.start') < ?
         AND (json_extract(metadata, '$.start') >= ? OR json_extract(metadata, '$.end') > ?)
         AND +state = 'active' AND +kind = 'memory'
       ORDER BY json_extract(metadata, '$.start') LIMIT ?`,
      [earliest, toIso(endOf(last, zone)), least, least, limit],
    );
  }
}

/** What goes on for longer is looked for this far back. */
const longestDays = 62;

/** The dates on which an event takes place; the end of a whole-day one is the day after its last. */
function datesOf({start, end}: CalendarEvent, zone: string): string[] {
  const first = dateOf(start, zone);
  const dates = [first];
  if (end === null || end <= start) return dates;
  const last = isPlainDate(end)
    ? Temporal.PlainDate.from(end).subtract({days: 1}).toString()
    : dateOf(toIso(Date.parse(end) - 1), zone);
  for (let date = first; date < last && dates.length <= longestDays; ) {
    date = Temporal.PlainDate.from(date).add({days: 1}).toString();
    dates.push(date);
  }
  return dates;
}
