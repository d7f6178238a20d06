/** What was understood, said back: a moment with its weekday and zone. */
import {isPlainDate, type Moment} from '../ground/time.ts';
import {english} from './en/english.ts';
import type {Language} from './grammar/phrases.ts';

/** `Fri 27 Nov 2026, 09:00 (Europe/Berlin)`; a date has no time. */
export function momentText(moment: Moment, zone: string, language: Language = english): string {
  if (isPlainDate(moment))
    return `${dateText(Temporal.PlainDate.from(moment), language)} (${zone})`;
  const zoned = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  const time = `${String(zoned.hour).padStart(2, '0')}:${String(zoned.minute).padStart(2, '0')}`;
  return `${dateText(zoned.toPlainDate(), language)}, ${time} (${zone})`;
}

/** `Fri 27 Nov 2026` */
export function dateText(date: Temporal.PlainDate, language: Language = english): string {
  const weekday = language.weekdayNames[date.dayOfWeek - 1]?.slice(0, 3);
  const month = language.monthNames[date.month - 1]?.slice(0, 3);
  return `${weekday} ${date.day} ${month} ${date.year}`;
}
