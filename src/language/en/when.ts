/** How days and times are said in English. */

import {phrasePattern} from '../grammar/pattern.ts';
import type {Groups, Pattern} from '../grammar/pattern-set.ts';
import type {Day, RecurringPeriod, Time, When} from '../grammar/phrases.ts';
import {otherDays} from './other-days.ts';
import {
  amount,
  dayNumber,
  dayOf,
  edgeOf,
  half,
  holidays,
  month,
  monthOf,
  ordinal,
  ordinalWord,
  relative,
  shortUnits,
  steps,
  unit,
  weekday,
  weekdayOf,
  whichOf,
  yearNumber,
  yearOf,
} from './words.ts';

const edgeWords: Readonly<Record<string, Day>> = {
  eod: {type: 'relative', days: 0},
  cob: {type: 'relative', days: 0},
  eow: {type: 'period', unit: 'week', which: 0, edge: 'end'},
  eom: {type: 'period', unit: 'month', which: 0, edge: 'end'},
  eoq: {type: 'period', unit: 'quarter', which: 0, edge: 'end'},
  eoy: {type: 'period', unit: 'year', which: 0, edge: 'end'},
};
const dayParts: Readonly<Record<string, number>> = {
  morning: 9,
  afternoon: 14,
  evening: 18,
  night: 20,
};

/** `5` said alone is five in the afternoon; seven to twelve are taken as they stand. */
export function timeOf(hourText = '', minuteText?: string, half?: string): Time | undefined {
  const hour = Number(hourText);
  const minute = minuteText === undefined ? 0 : Number(minuteText);
  if (minute > 59) return undefined;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    return {hour: (hour % 12) + (/^p/i.test(half) ? 12 : 0), minute};
  }
  return hour > 23 ? undefined : {hour, minute};
}
function guessedTime(hourText = '', minuteText?: string): Time | undefined {
  const time = timeOf(hourText, minuteText);
  if (!time || time.hour === 0 || time.hour > 12 || hourText.startsWith('0')) return time;
  const hour = time.hour <= 6 ? time.hour + 12 : time.hour;
  const said = minuteText === undefined ? hourText : `${hourText}:${minuteText}`;
  const meant = `${String(hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
  return {hour, minute: time.minute, assumed: `${said} taken as ${meant}`};
}
const at = (time: Time | undefined): When | undefined => time && {time};
const on = (day: Day | undefined): When | undefined => day && {day};
const closeOfDay = 'eod|cob|end of day|close of business';
const clock = String.raw`(?<hour>\d{1,2})(?:[:.](?<minute>\d\d))?`;
const part = '(?<part>morning|afternoon|evening|night)';

/** ISO dates first, then words from the longest to the shortest: the first that fits is taken. */
export const whens: readonly Pattern<When>[] = [
  ...otherDays,
  phrasePattern(
    String.raw`(?<iso>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))`,
    g => {
      const ms = Date.parse(g.iso ?? '');
      return Number.isNaN(ms) ? undefined : on({type: 'instant', iso: new Date(ms).toISOString()});
    },
  ),
  phrasePattern(
    String.raw`(?<year>\d{4})[-/](?<month>\d\d?)[-/](?<day>\d\d?)(?:T(?<hour>\d\d):(?<minute>\d\d)(?::\d\d)?)?`,
    g => {
      const day: Day = {
        type: 'date',
        year: Number(g.year),
        month: Number(g.month),
        day: Number(g.day),
      };
      const time = g.hour === undefined ? undefined : timeOf(g.hour, g.minute);
      return time ? {day, time} : {day};
    },
  ),
  phrasePattern(String.raw`(?<year>\d{4})-(?<month>0[1-9]|1[0-2])`, g =>
    on({type: 'month', year: Number(g.year), month: Number(g.month)}),
  ),
  phrasePattern(String.raw`(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})?`, g =>
    on({type: 'date', ...yearOf(g), month: Number(g.month), day: Number(g.day)}),
  ),
  phrasePattern(String.raw`(?<first>\d{1,2})[/-](?<second>\d{1,2})[/-](?<year>\d{4})`, g =>
    on({type: 'either', ...yearOf(g), first: Number(g.first), second: Number(g.second)}),
  ),
  phrasePattern(String.raw`(?<first>\d{1,2})/(?<second>\d{1,2})/(?<short>\d\d)`, g =>
    on({
      type: 'either',
      year: 2000 + Number(g.short),
      first: Number(g.first),
      second: Number(g.second),
    }),
  ),
  phrasePattern(
    String.raw`(?<first>\d{1,2})/(?<second>\d{1,2})`,
    g => on({type: 'either', first: Number(g.first), second: Number(g.second)}),
    true,
  ),
  phrasePattern(`(?:the )?(?<word>day after tomorrow|day before yesterday)`, g =>
    on({type: 'relative', days: relative[(g.word ?? '').toLowerCase()] ?? 0}),
  ),
  phrasePattern(`tonight,? (?:at |@ ?)${clock}(?:${half})?`, g => tonight(g)),
  phrasePattern(`tonight,? ${clock}${half}`, g => tonight(g)),
  phrasePattern(`(?:at |@ ?)?${clock}(?:${half})? tonight`, g => tonight(g)),
  phrasePattern('tonight', () => ({day: {type: 'relative', days: 0}, time: {hour: 20, minute: 0}})),
  phrasePattern('last night', () => ({day: {type: 'relative', days: -1}})),
  phrasePattern(`this ${part},? (?:at |@ ?)${clock}(?:${half})?`, g => {
    const time = timeInPart(g);
    return time && {day: {type: 'relative', days: 0}, time};
  }),
  phrasePattern(`this ${part}`, g => ({
    day: {type: 'relative', days: 0},
    time: {hour: dayParts[(g.part ?? '').toLowerCase()] ?? 9, minute: 0},
  })),
  phrasePattern('(?<word>today|tomorrow|tmrw|tmr|tmw|tomorow|tommorr?ow|2moro|yesterday)', g =>
    on({type: 'relative', days: relative[(g.word ?? '').toLowerCase()] ?? 0}),
  ),
  phrasePattern(`(?:${closeOfDay}) (?:on )?(?:(?:this|coming) )?${weekday}`, weekdayAlone),
  phrasePattern(`${weekday} (?:${closeOfDay})`, weekdayAlone),
  phrasePattern(`(?:${closeOfDay}) (?<word>today|tomorrow)`, g =>
    on({type: 'relative', days: relative[(g.word ?? '').toLowerCase()] ?? 0}),
  ),
  phrasePattern('(?<word>eod|cob|eow|eom|eoq|eoy)', g =>
    on(edgeWords[(g.word ?? '').toLowerCase()]),
  ),
  phrasePattern('(?:the )?end of (?:the )?day', () => on({type: 'relative', days: 0})),
  phrasePattern(`${weekday} (?<which>next|this|last) week`, g =>
    on({type: 'weekday of', weekday: weekdayOf(g.weekday), week: whichOf(g.which)}),
  ),
  phrasePattern(`(?<which>next|this|last) week,? (?:on )?${weekday}`, g =>
    on({type: 'weekday of', weekday: weekdayOf(g.weekday), week: whichOf(g.which)}),
  ),
  phrasePattern(`(?:on )?(?:the )?${dayNumber} of (?<which>next|this) month`, g =>
    on({type: 'day of month', day: Number(g.day), month: whichOf(g.which)}),
  ),
  phrasePattern(`${weekday},? (?:the )?${dayNumber} (?:of )?${month}(?:,? ${yearNumber})?`, dateOf),
  phrasePattern(`${weekday},? ${month} (?:the )?${dayNumber}(?:,? ${yearNumber})?`, dateOf),
  phrasePattern(`(?:the )?${dayNumber}(?: of)?[ -]${month}(?:,?[ -]${yearNumber})?`, dateOf),
  phrasePattern(`${month} (?:the )?${dayNumber}(?:,? ${yearNumber})?`, dateOf),
  phrasePattern(`(?:the )?${ordinalWord} of ${month}(?:,? ${yearNumber})?`, dateOf),
  phrasePattern(`${month} the ${ordinalWord}(?:,? ${yearNumber})?`, dateOf),
  phrasePattern(`${weekday},? (?:the )?${ordinal}`, g =>
    on({type: 'monthday', day: Number(g.day), weekday: weekdayOf(g.weekday)}),
  ),
  phrasePattern(
    String.raw`(?:the )?(?<edge>beginning|start|middle|mid|end)(?: of |-)?\s?${month}(?: ${yearNumber})?`,
    g => on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: edgeOf(g.edge)}),
  ),
  phrasePattern(`(?<edge>early|late)(?: in)? ${month}(?: ${yearNumber})?`, g =>
    on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: edgeOf(g.edge)}),
  ),
  phrasePattern(
    '(?:the )?(?<edge>beginning|start|middle|end) of (?:(?<which>the|this|next|last) )?(?<unit>week|month|quarter|year)',
    g => on(periodOf(g)),
  ),
  phrasePattern(
    String.raw`(?:the )?(?<edge>beginning|start|middle|end) of (?<year>(?:19|20|21)\d\d)`,
    g => on({type: 'year', year: Number(g.year), edge: edgeOf(g.edge)}),
  ),
  phrasePattern('month[- ]end', () => on({type: 'period', unit: 'month', which: 0, edge: 'end'})),
  phrasePattern('year[- ]end', () => on({type: 'period', unit: 'year', which: 0, edge: 'end'})),
  phrasePattern('(?<which>this|next|last|coming) weekend', g =>
    on({type: 'weekend', which: /^c/i.test(g.which ?? '') ? 0 : whichOf(g.which)}),
  ),
  phrasePattern('(?:the|at the|on the) weekend', () => on({type: 'weekend', which: 0})),
  phrasePattern('the (?<unit>week|month) after next', g => on(periodOf({...g, which: 'next'}, 1))),
  phrasePattern(
    '(?<edge>early|mid|late|later|end)(?: in| of)? (?<which>this|next) (?<unit>week|month|year)',
    g => on(periodOf(g)),
  ),
  phrasePattern('(?<which>this|next|last|previous|coming) (?<unit>week|month|quarter|year)', g =>
    on(periodOf(g)),
  ),
  phrasePattern(`the ${weekday} after next`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'next', weeks: 1}),
  ),
  phrasePattern(`${weekday} week`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'coming', weeks: 1}),
  ),
  phrasePattern(`(?:the )?following ${weekday}`, weekdayAlone),
  phrasePattern(`(?:(?:in|during)|(?:the )?end of) q(?<quarter>[1-4])(?: ${yearNumber})?`, g =>
    on({type: 'month', month: 3 * Number(g.quarter), ...yearOf(g), edge: 'end'}),
  ),
  phrasePattern(
    `(?:(?:the )?(?:start|beginning) of )?q(?<quarter>[1-4])(?: ${yearNumber})?`,
    g => on({type: 'month', month: 3 * Number(g.quarter) - 2, ...yearOf(g), edge: 'start'}),
    true,
  ),
  phrasePattern(`(?:(?<which>this|next|last|coming) )?${weekday}`, g => {
    const word = (g.which ?? 'coming').toLowerCase();
    return on({
      type: 'weekday',
      weekday: weekdayOf(g.weekday),
      which: word === 'this' || word === 'next' || word === 'last' ? word : 'coming',
    });
  }),
  phrasePattern(`(?<which>this|next|last) ${month}`, g => {
    const word = (g.which ?? '').toLowerCase();
    const which = word === 'next' || word === 'last' ? word : 'this';
    return on({type: 'month', month: monthOf(g.month), which});
  }),
  phrasePattern(`${month},? ${yearNumber}`, g =>
    on({type: 'month', month: monthOf(g.month), ...yearOf(g)}),
  ),
  phrasePattern(`(?:in|during) ${month}(?:,? ${yearNumber})?`, g =>
    on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: 'end'}),
  ),
  phrasePattern(`(?:in|during) ${yearNumber}`, g =>
    on({type: 'year', year: Number(g.year), edge: 'end'}),
  ),
  phrasePattern(month, g => on({type: 'month', month: monthOf(g.month)}), true),
  phrasePattern(`(?:in|within) ${amount} ${unit}(?:' time)?(?! and a half)`, g => on(steps(g))),
  phrasePattern('in half an hour', () => on({type: 'offset', amount: 30, unit: 'minute'})),
  phrasePattern(`${amount} ${unit} (?:from (?:now|today)|hence)`, g => on(steps(g))),
  phrasePattern(`a week (?:from|on) ${weekday}`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'next'}),
  ),
  phrasePattern(String.raw`\+(?<amount>\d{1,4})(?<unit>min|h|d|w|mo|q|y)`, g => {
    const short = shortUnits[(g.unit ?? '').toLowerCase()];
    return short && on({type: 'offset', amount: Number(g.amount), unit: short});
  }),
  phrasePattern(`(?<holiday>${Object.keys(holidays).join('|')})(?: ${yearNumber})?`, g => {
    const found = holidays[(g.holiday ?? '').toLowerCase()];
    return found && on({type: 'date', ...yearOf(g), month: found[0], day: found[1]});
  }),
  phrasePattern(
    `the (?:${ordinal}|${ordinalWord})`,
    g => on({type: 'monthday', day: dayOf(g)}),
    true,
  ),
  phrasePattern(ordinal, g => on({type: 'monthday', day: Number(g.day)}), true),
  phrasePattern(yearNumber, g => on({type: 'year', year: Number(g.year)}), true),
  phrasePattern(`(?:at |@ ?)?${clock}(?:${half})? (?:in the|at) ${part}`, g => at(timeInPart(g))),
  phrasePattern(`(?:in the |at )?${part},? (?:at |@ ?)${clock}(?:${half})?`, g =>
    at(timeInPart(g)),
  ),
  phrasePattern(`(?:@ ?|(?:at )?around )?${clock}${half}`, g =>
    at(timeOf(g.hour, g.minute, g.half)),
  ),
  phrasePattern(String.raw`(?:at |@ ?)?(?<hour>1[3-9]|2[0-3])h(?<minute>\d\d)?`, g =>
    at(timeOf(g.hour, g.minute)),
  ),
  phrasePattern(String.raw`(?:at |@ ?)(?<hour>\d{1,2})h(?<minute>\d\d)?`, g =>
    at(timeOf(g.hour, g.minute)),
  ),
  phrasePattern(String.raw`at (?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)`, g =>
    at(timeOf(g.hour, g.minute)),
  ),
  phrasePattern(String.raw`(?:at |@ ?)?(?<hour>[01]\d|2[0-4]):(?<minute>\d\d)`, g =>
    at(timeOf(g.hour, g.minute)),
  ),
  phrasePattern(String.raw`at (?<hour>\d{1,2}) ?o'?clock`, g => at(guessedTime(g.hour))),
  phrasePattern(String.raw`(?<hour>\d{1,2}) ?o'?clock`, g => at(guessedTime(g.hour))),
  phrasePattern(String.raw`(?:at |@ ?)(?<hour>\d{1,2})(?:[:.](?<minute>\d\d))?`, g =>
    at(guessedTime(g.hour, g.minute)),
  ),
  phrasePattern(String.raw`(?:at )?half past (?<hour>\d{1,2})`, g => at(guessedTime(g.hour, '30'))),
  phrasePattern(String.raw`(?:at )?quarter past (?<hour>\d{1,2})`, g =>
    at(guessedTime(g.hour, '15')),
  ),
  phrasePattern(String.raw`(?:at )?quarter to (?<hour>\d{1,2})`, g =>
    at(guessedTime(String(Number(g.hour) - 1), '45')),
  ),
  phrasePattern('(?:at )?(?:noon|midday|lunchtime)', () => at({hour: 12, minute: 0})),
  phrasePattern('(?:at )?midnight', () => at({hour: 24, minute: 0})),
  phrasePattern(`(?:in the |at )${part}`, g => at(partOf(g))),
  phrasePattern(part, g => at(partOf(g)), true),
];

/** `9:15`, `0915` right after a day or a repetition; alone it may be a score or a verse. */
export const clockTime: Pattern<Time> = phrasePattern(
  String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)|(?<early>0\d)(?<past>[0-5]\d)`,
  g => guessedTime(g.hour ?? g.early, g.minute ?? g.past),
);

function partOf(groups: Groups): Time {
  const word = (groups.part ?? '').toLowerCase();
  const hour = dayParts[word] ?? 9;
  return {hour, minute: 0, assumed: `${word} taken as ${String(hour).padStart(2, '0')}:00`};
}

/** A time within a part of the day: eight in the evening is twenty o'clock. */
function timeInPart(groups: Groups): Time | undefined {
  const time = timeOf(groups.hour, groups.minute, groups.half);
  if (!time || groups.half !== undefined || /^m/i.test(groups.part ?? '')) return time;
  const isAfterMidnight = /^n/i.test(groups.part ?? '') && time.hour < 5;
  const isTwelve = time.hour === 12 && /^n/i.test(groups.part ?? '');
  if (isTwelve) return {...time, hour: 24};
  return time.hour >= 12 || isAfterMidnight ? time : {...time, hour: time.hour + 12};
}

function tonight(groups: Groups): When | undefined {
  const time = timeInPart({...groups, part: 'evening'});
  return time && {day: {type: 'relative', days: 0}, time};
}

function weekdayAlone(groups: Groups): When {
  return {day: {type: 'weekday', weekday: weekdayOf(groups.weekday), which: 'coming'}};
}

function dateOf(groups: Groups): When {
  const weekday = groups.weekday === undefined ? {} : {weekday: weekdayOf(groups.weekday)};
  return {
    day: {
      type: 'date',
      ...yearOf(groups),
      month: monthOf(groups.month),
      day: dayOf(groups),
      ...weekday,
    },
  };
}

function periodOf(groups: Groups, more = 0): Day {
  const word = (groups.unit ?? '').toLowerCase();
  const edge = groups.edge === undefined ? {} : {edge: edgeOf(groups.edge)};
  const unit: RecurringPeriod =
    word === 'week' || word === 'month' || word === 'quarter' ? word : 'year';
  return {type: 'period', unit, which: whichOf(groups.which) + more, ...edge};
}
