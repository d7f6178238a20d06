/** Dates and ages for people: as near and as short as they can be told. */

import {dateOf, isPlainDate, type Moment} from '../../src/ground/time.ts';
import {monthNames, weekdayNames} from '../../src/language/en/words.ts';

/** From where a date is looked at. */
export interface ReferenceDay {
  readonly date: string;
  readonly zone: string;
}

// Not by `Intl`: a screen has dozens of dates, and each would cost a millisecond.
const weekday = (date: Temporal.PlainDate): string => weekdayNames[date.dayOfWeek - 1]!.slice(0, 3);
const month = (date: Temporal.PlainDate): string => monthNames[date.month - 1]!.slice(0, 3);

/** `Sat 21 Nov` */
export const dayOfYear = (date: Temporal.PlainDate): string =>
  `${weekday(date)} ${date.day} ${month(date)}`;

/** `today`, `9:00`, `tomorrow`, `Fri 9:00`, `18 Apr`, `18 Apr 2028`: as near as it needs to be. */
export function whenText(moment: Moment | null, {date, zone}: ReferenceDay): string {
  if (moment === null) return '';
  const today = Temporal.PlainDate.from(date);
  const day = Temporal.PlainDate.from(dateOf(moment, zone));
  const time = isPlainDate(moment) ? '' : timeText(moment, zone);
  const days = today.until(day).days;
  if (days === 0) return time || 'today';
  return `${dayText(day, days, today.year)}${time === '' ? '' : ` ${time}`}`;
}

function dayText(day: Temporal.PlainDate, days: number, year: number): string {
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  if (days > 1 && days < 7) return weekday(day);
  return `${day.day} ${month(day)}${day.year === year ? '' : ` ${day.year}`}`;
}

function timeText(moment: Moment, zone: string): string {
  const {hour, minute} = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

/** `now`, `5 min`, `3 h`, `2 d`: how long ago. */
export function agoText(then: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(then)) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
