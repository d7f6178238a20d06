/** Dates as a person reads them, in their zone: `Fri 20 November 2026, 09:00`. */
import {monthNames, weekdayNames} from '../language/en/words.ts';
import {isPlainDate} from '../time.ts';

/** With the time only where there is one and it is asked for. */
export function dayText(moment: string, zone: string, withTime = false): string {
  const date = isPlainDate(moment)
    ? Temporal.PlainDate.from(moment)
    : Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  const day = `${weekdayNames[date.dayOfWeek - 1]!.slice(0, 3)} ${date.day} ${monthNames[date.month - 1]} ${date.year}`;
  if (!withTime || !(date instanceof Temporal.ZonedDateTime)) return day;
  return `${day}, ${date.toPlainTime().toString({smallestUnit: 'minute'})}`;
}

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
