/** Which of the dates in a line is due and which is planned, and the time that belongs to it. */
import type {Clock, Moment} from '../../ground/time.ts';
import {shiftDate} from '../dates.ts';
import type {Time, When} from '../grammar/phrases.ts';
import {minutesBetween, type Repeat} from '../repeats.ts';
import {resolveWhen} from '../resolve.ts';
import type {LinePart} from './line-part.ts';

type WhenCandidate = Extract<LinePart, {readonly type: 'when'}>;
type RangeCandidate = Extract<LinePart, {readonly type: 'range'}>;

type DaysCandidate = Extract<LinePart, {readonly type: 'days'}>;

export const isLoneTime = (part: LinePart): boolean =>
  part.type === 'range' || (part.type === 'when' && part.when.day === undefined);

export interface Dates {
  readonly due?: Moment;
  readonly scheduled?: Moment;
  readonly repeat?: Repeat;
}

interface Chosen {
  readonly dates: Dates;
  readonly minutes?: number;
  readonly parts: readonly LinePart[];
}

/** The strongest date is due ("by friday" before a bare "friday"); a lone time joins it. */
export function chooseDates(taken: readonly LinePart[], clock: Clock): Chosen {
  const whens = taken.filter((part): part is WhenCandidate => part.type === 'when');
  const due = strongest(whens.filter(part => part.role === 'due' && part.when.day));
  const time = whens.find(part => part.role === 'due' && !part.when.day && part.when.time);
  const scheduled = strongest(whens.filter(part => part.role === 'scheduled'));
  const range = taken.find((part): part is RangeCandidate => part.type === 'range');
  const repeat = taken.find(part => part.type === 'repeat')?.repeat;
  if (range) return withRange(range, due ?? scheduled, repeat, clock);
  const days = taken.find((part): part is DaysCandidate => part.type === 'days');
  if (days) return {dates: {scheduled: days.from, due: days.to}, parts: [days]};
  const isJoined = due !== undefined && !due.when.time && due.shift === 0 && time !== undefined;
  const dueMoment = due
    ? momentOf(due, isJoined ? time.when.time : undefined, clock)
    : !repeat && time
      ? momentOf(time, undefined, clock)
      : undefined;
  const used = [due, isJoined || !due ? time : undefined, scheduled];
  return {
    dates: {
      ...(dueMoment === undefined ? {} : {due: dueMoment}),
      ...(scheduled ? {scheduled: momentOf(scheduled, undefined, clock)} : {}),
      ...(repeat ? {repeat: withTime(repeat, due ? undefined : time?.when.time)} : {}),
    },
    ...(repeat?.minutes === undefined ? {} : {minutes: repeat.minutes}),
    parts: used.filter(part => part !== undefined),
  };
}

const withTime = (repeat: Repeat, time: Time | undefined): Repeat =>
  !time || (repeat.time && repeat.time.assumed === undefined) ? repeat : {...repeat, time};

function strongest(parts: readonly WhenCandidate[]): WhenCandidate | undefined {
  return parts.reduce<WhenCandidate | undefined>(
    (best, part) => (best && best.strength >= part.strength ? best : part),
    undefined,
  );
}

function momentOf(part: WhenCandidate, time: Time | undefined, clock: Clock): Moment {
  const when: When = time ? {...part.when, time} : part.when;
  const resolved = resolveWhen(when, clock);
  return shiftDate(resolved?.moment ?? '', part.shift);
}

/** "Tomorrow 2pm-3pm" is planned for two o'clock and takes an hour. */
function withRange(
  range: RangeCandidate,
  due: WhenCandidate | undefined,
  repeat: Repeat | undefined,
  clock: Clock,
): Chosen {
  const minutes = minutesBetween(range.from, range.to);
  if (repeat) {
    return {dates: {repeat: withTime(repeat, range.from)}, minutes, parts: [range]};
  }
  const when: When = {...(due?.when.day ? {day: due.when.day} : {}), time: range.from};
  const scheduled = resolveWhen(when, clock)?.moment;
  return {
    dates: scheduled === undefined ? {} : {scheduled},
    minutes,
    parts: due ? [due, range] : [range],
  };
}

/** Dates that were read and do not count, where nothing makes the other one certain. */
export function otherDates(taken: readonly LinePart[], chosen: readonly LinePart[]): LinePart[] {
  const isDate = (part: LinePart): boolean =>
    part.type === 'days' || (part.type === 'when' && part.when.day !== undefined);
  const isCertain = chosen.some(part => part.type === 'when' && part.strength === 2);
  return taken.filter(
    part =>
      isDate(part) &&
      !chosen.includes(part) &&
      !(isCertain && part.type === 'when' && part.strength === 0),
  );
}
