/** From a day as said to a date in the person's zone. */
import type {Clock, Moment} from '../ground/time.ts';
import type {Day, Edge, RecurringPeriod, Time, Unit, When} from './grammar/phrases.ts';

export interface Resolved {
  readonly moment: Moment;
  /** What had to be guessed, in words; empty when nothing was. */
  readonly assumed: readonly string[];
}

export type Leaning = 'future' | 'past';

/** A span of days: `from` is its first, `to` the first after it. */
export interface Days {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

export const nowIn = (clock: Clock): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(clock.zone);

const isoText = (zoned: Temporal.ZonedDateTime): string =>
  new Date(zoned.epochMilliseconds).toISOString();

/** The moment that words mean, or undefined when the calendar has no such day (31 June). */
export function resolveWhen(when: When, clock: Clock, edge: Edge = 'start'): Resolved | undefined {
  const zone = when.zone ?? clock.zone;
  const now = nowIn({now: clock.now, zone});
  const assumed = when.time?.assumed === undefined ? [] : [when.time.assumed];
  if (when.day?.type === 'instant') return {moment: when.day.iso, assumed};
  if (when.day?.type === 'offset' && (when.day.unit === 'hour' || when.day.unit === 'minute')) {
    const step = when.day.unit === 'hour' ? {hours: when.day.amount} : {minutes: when.day.amount};
    return {moment: isoText(now.add(step).round({smallestUnit: 'minute'})), assumed};
  }
  if (when.day === undefined) {
    return when.time && {moment: isoText(nextTime(when.time, now)), assumed};
  }
  const days = resolveDay(when.day, now.toPlainDate(), 'future');
  if (!days) return undefined;
  const date = pick(days, edgeOf(when.day) ?? edge);
  // ISO-8601 writes years beyond four digits otherwise, and nobody means them.
  if (date.year < 1 || date.year > 9999) return undefined;
  if (!when.time) return {moment: date.toString(), assumed};
  return {moment: isoText(atTime(date, when.time, zone)), assumed};
}

const edgeOf = (day: Day): Edge | undefined => ('edge' in day ? day.edge : undefined);

/** A time of day on a date; where clocks jump over it, the time after the jump. */
const atTime = (date: Temporal.PlainDate, time: Time, zone: string): Temporal.ZonedDateTime => {
  const day = time.hour === 24 ? date.add({days: 1}) : date;
  const clockTime = {hour: time.hour % 24, minute: time.minute};
  return day.toPlainDateTime(clockTime).toZonedDateTime(zone);
};

function nextTime(time: Time, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const date = now.toPlainDate();
  const today = atTime(date, time, now.timeZoneId);
  const isAhead = today.epochMilliseconds > now.epochMilliseconds;
  return isAhead ? today : atTime(date.add({days: 1}), time, now.timeZoneId);
}

function pick(days: Days, edge: Edge): Temporal.PlainDate {
  if (edge === 'start') return days.from;
  const last = days.to.subtract({days: 1});
  if (edge === 'end') return last;
  return days.from.add({days: Math.floor(days.from.until(last).days / 2)});
}

const one = (date: Temporal.PlainDate): Days => ({from: date, to: date.add({days: 1})});

/** The days that words mean; without a year, the coming ones or (`past`) the latest ones. */
export function resolveDay(
  day: Day,
  today: Temporal.PlainDate,
  leaning: Leaning,
): Days | undefined {
  switch (day.type) {
    case 'relative':
      return one(today.add({days: day.days}));
    case 'weekday':
      return one(weekday(day.weekday, day.which, today, leaning).add({weeks: day.weeks ?? 0}));
    case 'date':
      return onWeekday(dated(day, today, leaning), day.weekday);
    case 'either':
      return either(day, today, leaning);
    case 'placed':
      return placed(day, today, leaning);
    case 'monthday':
      return onWeekday(monthday(day.day, today, leaning), day.weekday);
    case 'weekday of':
      return one(inWeek(day.week, day.weekday, today));
    case 'day of month': {
      const {year, month} = today.with({day: 1}).add({months: day.month});
      const date = dateOrUndefined(year, month, day.day);
      return date && one(date);
    }
    case 'offset':
      return one(offset(day.amount, day.unit, today));
    case 'period':
      return period(day.unit, day.which, today);
    case 'month':
      return month(day, today, leaning);
    case 'season':
      return season(day, today, leaning);
    case 'year': {
      const from = Temporal.PlainDate.from({year: day.year, month: 1, day: 1});
      return {from, to: from.add({years: 1})};
    }
    case 'weekend': {
      const saturday = inWeek(day.which, 6, today);
      return {from: saturday, to: saturday.add({days: 2})};
    }
    case 'since': {
      const then = offset(day.amount, day.unit, today);
      const next = today.add({days: 1});
      return day.amount < 0 ? {from: then, to: next} : {from: today, to: then.add({days: 1})};
    }
    case 'about':
      return about(day.amount, day.unit, today);
    case 'instant':
      return undefined;
  }
}

/** A month without a year is the coming one that still has that day ahead; a month may have no fifth. */
function placed(
  {place, weekday: wanted, month: said, year, months}: Extract<Day, {readonly type: 'placed'}>,
  today: Temporal.PlainDate,
  leaning: Leaning,
): Days | undefined {
  const inMonth = (first: Temporal.PlainDate): Temporal.PlainDate | undefined => {
    const length = first.daysInMonth;
    const lead = (wanted - first.dayOfWeek + 7) % 7;
    const last = 1 + lead + 7 * Math.floor((length - 1 - lead) / 7);
    const day = place < 0 ? last + 7 * (place + 1) : 1 + lead + 7 * (place - 1);
    return day > length || day < 1 ? undefined : first.with({day});
  };
  const start = today.with({day: 1});
  if (said === undefined) {
    const found = inMonth(start.add({months: months ?? 0}));
    return found && one(found);
  }
  const of = (inYear: number): Temporal.PlainDate | undefined =>
    inMonth(start.with({year: inYear, month: said}));
  if (year !== undefined) {
    const found = of(year);
    return found && one(found);
  }
  const isOver = (date: Temporal.PlainDate | undefined): boolean =>
    date !== undefined &&
    (leaning === 'future'
      ? Temporal.PlainDate.compare(date, today) < 0
      : Temporal.PlainDate.compare(date, today) > 0);
  const now = of(today.year);
  const found = isOver(now) ? of(today.year + (leaning === 'future' ? 1 : -1)) : now;
  return found && one(found);
}

/** "Monday 22 November" when that is a Sunday is no certain date. */
const onWeekday = (days: Days | undefined, wanted: number | undefined): Days | undefined =>
  wanted === undefined || days?.from.dayOfWeek === wanted ? days : undefined;

const monday = (date: Temporal.PlainDate): Temporal.PlainDate =>
  date.subtract({days: date.dayOfWeek - 1});

/** A weekday of the week that many weeks away; in two steps, as no duration may go both ways. */
const inWeek = (weeks: number, weekday: number, today: Temporal.PlainDate): Temporal.PlainDate =>
  monday(today)
    .add({weeks})
    .add({days: weekday - 1});

function weekday(
  wanted: number,
  which: 'coming' | 'this' | 'next' | 'last',
  today: Temporal.PlainDate,
  leaning: Leaning,
): Temporal.PlainDate {
  if (which === 'next') return inWeek(1, wanted, today);
  const ahead = (wanted - today.dayOfWeek + 7) % 7;
  const behind = (today.dayOfWeek - wanted + 7) % 7;
  if (which === 'last') return today.subtract({days: behind || 7});
  if (leaning === 'past' && which === 'coming') return today.subtract({days: behind});
  return today.add({days: which === 'coming' ? ahead || 7 : ahead});
}

const dateOrUndefined = (
  year: number,
  month: number,
  day: number,
): Temporal.PlainDate | undefined => {
  try {
    return Temporal.PlainDate.from({year, month, day}, {overflow: 'reject'});
  } catch {
    return undefined;
  }
};

function dated(
  said: {readonly year?: number; readonly month: number; readonly day: number},
  today: Temporal.PlainDate,
  leaning: Leaning,
): Days | undefined {
  if (said.year !== undefined) {
    const date = dateOrUndefined(said.year, said.month, said.day);
    return date && one(date);
  }
  const step = leaning === 'future' ? 1 : -1;
  // Eight years always hold a 29 February.
  for (let n = 0; n <= 8; n += 1) {
    const date = dateOrUndefined(today.year + n * step, said.month, said.day);
    if (date && Temporal.PlainDate.compare(date, today) * step >= 0) return one(date);
  }
  return undefined;
}

/** `03/04` is a date only when one number cannot be a month, or both say the same. */
function either(
  said: {readonly year?: number; readonly first: number; readonly second: number},
  today: Temporal.PlainDate,
  leaning: Leaning,
): Days | undefined {
  const year = said.year === undefined ? {} : {year: said.year};
  if (said.first > 12 && said.second <= 12)
    return dated({...year, day: said.first, month: said.second}, today, leaning);
  if (said.second > 12 || said.first === said.second)
    return dated({...year, day: said.second, month: said.first}, today, leaning);
  return undefined;
}

function monthday(day: number, today: Temporal.PlainDate, leaning: Leaning): Days | undefined {
  const step = leaning === 'future' ? 1 : -1;
  const first = today.with({day: 1});
  for (let n = 0; n <= 3; n += 1) {
    const {year, month} = first.add({months: n * step});
    const date = dateOrUndefined(year, month, day);
    if (date && Temporal.PlainDate.compare(date, today) * step >= 0) return one(date);
  }
  return undefined;
}

function offset(amount: number, unit: Unit, today: Temporal.PlainDate): Temporal.PlainDate {
  if (unit === 'workday') return workdays(amount, today);
  if (unit === 'quarter') return today.add({months: amount * 3});
  if (unit === 'hour' || unit === 'minute') return today;
  return today.add({[`${unit}s`]: amount});
}

function workdays(amount: number, today: Temporal.PlainDate): Temporal.PlainDate {
  const step = Math.sign(amount);
  let date = today;
  for (let left = Math.abs(amount); left > 0; ) {
    date = date.add({days: step});
    if (date.dayOfWeek <= 5) left -= 1;
  }
  return date;
}

function period(unit: RecurringPeriod, which: number, today: Temporal.PlainDate): Days {
  if (unit === 'week') {
    const from = monday(today).add({weeks: which});
    return {from, to: from.add({weeks: 1})};
  }
  if (unit === 'month') {
    const from = today.with({day: 1}).add({months: which});
    return {from, to: from.add({months: 1})};
  }
  if (unit === 'quarter') {
    const start = Math.floor((today.month - 1) / 3) * 3 + 1;
    const from = today.with({day: 1, month: start}).add({months: 3 * which});
    return {from, to: from.add({months: 3})};
  }
  const from = today.with({day: 1, month: 1}).add({years: which});
  return {from, to: from.add({years: 1})};
}

function month(
  said: {
    readonly month: number;
    readonly year?: number;
    readonly which?: 'next' | 'last' | 'this';
  },
  today: Temporal.PlainDate,
  leaning: Leaning,
): Days {
  const year = said.year ?? monthYear(said.month, said.which, today, leaning);
  const from = Temporal.PlainDate.from({year, month: said.month, day: 1});
  return {from, to: from.add({months: 1})};
}

function monthYear(
  wanted: number,
  which: 'next' | 'last' | 'this' | undefined,
  today: Temporal.PlainDate,
  leaning: Leaning,
): number {
  if (which === 'this') return today.year;
  if (which === 'last') return wanted < today.month ? today.year : today.year - 1;
  if (which === 'next') return wanted > today.month ? today.year : today.year + 1;
  if (leaning === 'past') return wanted <= today.month ? today.year : today.year - 1;
  // "by november" said in November means the next one: its first day has passed.
  const hasBegun = wanted < today.month || (wanted === today.month && today.day > 1);
  return hasBegun ? today.year + 1 : today.year;
}

/** Seasons by the calendar's months: 0 is spring (March to May), 3 is winter (December to February). */
function season(
  said: {readonly season: number; readonly year?: number; readonly last?: boolean},
  today: Temporal.PlainDate,
  leaning: Leaning,
): Days {
  const startIn = (year: number): Temporal.PlainDate =>
    Temporal.PlainDate.from({year, month: 3 + 3 * said.season, day: 1});
  const length = {months: 3};
  if (said.year !== undefined) {
    return {from: startIn(said.year), to: startIn(said.year).add(length)};
  }
  let from = startIn(today.year);
  const isAfter = (date: Temporal.PlainDate): boolean =>
    Temporal.PlainDate.compare(date, today) > 0;
  if (leaning === 'future' && !said.last) {
    if (!isAfter(from)) from = startIn(today.year + 1);
    return {from, to: from.add(length)};
  }
  while (isAfter(said.last ? from.add(length).subtract({days: 1}) : from)) {
    from = from.subtract({years: 1});
  }
  return {from, to: from.add(length)};
}

/** "Two weeks ago" is that week, "a year ago" that quarter: people remember roughly. */
function about(amount: number, unit: Unit, today: Temporal.PlainDate): Days {
  const middle = offset(amount, unit, today);
  const slack = {week: 4, month: 15, quarter: 45, year: 60}[unit as string] ?? 0;
  return {from: middle.subtract({days: slack}), to: middle.add({days: slack + 1})};
}
