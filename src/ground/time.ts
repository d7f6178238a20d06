/** Time as memu keeps it: UTC ISO-8601 with milliseconds; a date without a time stays a date. */

/** Where "now" comes from, so that tests and replays can hold it still. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** IANA name of the person's time zone. */
  readonly zone: string;
}

/** UTC where the system says none, as an empty TZ in cron and containers does. */
export function systemZone(): string {
  const zone = Temporal.Now.timeZoneId();
  try {
    Temporal.Now.zonedDateTimeISO(zone);
    return zone;
  } catch {
    return 'UTC';
  }
}

export const systemClock = (zone: string = systemZone()): Clock => ({now: () => Date.now(), zone});

/** A clock that stands still, in milliseconds or at an ISO instant. */
export const fixedClock = (instant: number | string, zone = 'UTC'): Clock => {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return {now: () => ms, zone};
};

/** `2026-11-21T09:30:00.000Z` */
export const toIso = (ms: number): string => new Date(ms).toISOString();

export const nowIso = (clock: Clock): string => toIso(clock.now());

const plainDatePattern = /^\d{4}-\d{2}-\d{2}$/;

/** A moment as kept: either an instant (`…T…Z`) or a date without a time (`2027-04-18`). */
export type Moment = string;

export const isPlainDate = (moment: Moment): boolean => plainDatePattern.test(moment);

/** Whether a text is a date that the calendar has: 30 February is none. */
export function isCalendarDate(text: string): boolean {
  if (!isPlainDate(text)) return false;
  try {
    Temporal.PlainDate.from(text, {overflow: 'reject'});
    return true;
  } catch {
    return false;
  }
}

/** Today's date in the person's zone. */
export const today = (clock: Clock): string =>
  Temporal.Instant.fromEpochMilliseconds(clock.now())
    .toZonedDateTimeISO(clock.zone)
    .toPlainDate()
    .toString();

/** The calendar date of a moment in a zone; a plain date is itself. */
export const dateOf = (moment: Moment, zone: string): string =>
  isPlainDate(moment)
    ? moment
    : Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The first millisecond of a date in a zone. */
export const startOfDate = (date: string, zone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime({timeZone: zone}).epochMilliseconds;

/** The millisecond after which a moment has passed: its instant, or the end of its date. */
export const endOf = (moment: Moment, zone: string): number =>
  isPlainDate(moment)
    ? Temporal.PlainDate.from(moment).add({days: 1}).toZonedDateTime({timeZone: zone})
        .epochMilliseconds
    : Date.parse(moment);

/** A moment for people in a zone: `2026-11-21`, or `2026-11-21 09:30`. */
export function localText(moment: Moment, zone: string): string {
  if (isPlainDate(moment)) return moment;
  const local = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  return `${local.toPlainDate()} ${local.toPlainTime().toString({smallestUnit: 'minute'})}`;
}
