/** Dates as a person reads them, in their zone: `Fri 20 November 2026, 09:00`. */

import {isPlainDate} from '../../ground/time.ts';
import {monthNames, weekdayNames} from '../../language/en/words.ts';

/** With the time only where there is one and it is asked for. */
export function dayText(moment: string, zone: string, withTime = false): string {
  const date = isPlainDate(moment)
    ? Temporal.PlainDate.from(moment)
    : Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  const day = `${weekdayNames[date.dayOfWeek - 1]!.slice(0, 3)} ${date.day} ${monthNames[date.month - 1]} ${date.year}`;
  if (!withTime || !(date instanceof Temporal.ZonedDateTime)) return day;
  return `${day}, ${date.toPlainTime().toString({smallestUnit: 'minute'})}`;
}

const isoDay = /\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/;
const writtenDay = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)? (${monthNames.join('|')}),? (\\d{4})\\b`,
  'i',
);

/** The first day that a text names in full, `2026-03-03` or `3 March 2026`; undefined when it names none. */
export function namedDay(text: string): string | undefined {
  const iso = isoDay.exec(text);
  if (iso) return plainDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const [, day, name, year] = writtenDay.exec(text) ?? [];
  const month = monthNames.findIndex(one => one.toLowerCase() === name?.toLowerCase());
  return month < 0 ? undefined : plainDay(Number(year), month + 1, Number(day));
}

const plainDay = (year: number, month: number, day: number): string =>
  Temporal.PlainDate.from({year, month, day: Math.max(1, day)}).toString();

/** How far from now, in words: `today`, `yesterday`, `in 3 days`, `8 months ago`. */
export function distanceText(moment: string, now: number, zone: string): string {
  const from = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const to = isPlainDate(moment)
    ? Temporal.PlainDate.from(moment)
    : Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate();
  const days = from.until(to, {largestUnit: 'day'}).days;
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  const size = Math.abs(days);
  const words =
    size < 14
      ? `${size} days`
      : size < 60
        ? `${Math.round(size / 7)} weeks`
        : size < 730
          ? `${Math.round(size / 30.44)} months`
          : `${Math.round(size / 365.25)} years`;
  return days > 0 ? `in ${words}` : `${words} ago`;
}
