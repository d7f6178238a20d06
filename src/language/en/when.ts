/** How days and times are said in English. */
import type {Day, Period, Time, When} from '../grammar/phrases.ts';
import {say} from '../grammar/say.ts';
import type {Groups, Pattern} from '../grammar/ways.ts';
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
export function guessedTime(hourText = '', minuteText?: string): Time | undefined {
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
export const clock = String.raw`(?<hour>\d{1,2})(?:[:.](?<minute>\d\d))?`;
export const part = '(?<part>morning|afternoon|evening|night)';

/** ISO dates first, then words from the longest to the shortest: the first that fits is taken. */
export const whens: readonly Pattern<When>[] = [
  ...otherDays,
  say(
    String.raw`(?<iso>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))`,
    g => {
      const ms = Date.parse(g.iso ?? '');
      return Number.isNaN(ms) ? undefined : on({type: 'instant', iso: new Date(ms).toISOString()});
    },
  ),
  say(
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
  say(String.raw`(?<year>\d{4})-(?<month>0[1-9]|1[0-2])`, g =>
    on({type: 'month', year: Number(g.year), month: Number(g.month)}),
  ),
  say(String.raw`(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})?`, g =>
    on({type: 'date', ...yearOf(g), month: Number(g.month), day: Number(g.day)}),
  ),
  say(String.raw`(?<first>\d{1,2})[/-](?<second>\d{1,2})[/-](?<year>\d{4})`, g =>
    on({type: 'either', ...yearOf(g), first: Number(g.first), second: Number(g.second)}),
  ),
  say(String.raw`(?<first>\d{1,2})/(?<second>\d{1,2})/(?<short>\d\d)`, g =>
    on({
      type: 'either',
      year: 2000 + Number(g.short),
      first: Number(g.first),
      second: Number(g.second),
    }),
  ),
  say(
    String.raw`(?<first>\d{1,2})/(?<second>\d{1,2})`,
    g => on({type: 'either', first: Number(g.first), second: Number(g.second)}),
    true,
  ),
  say(`(?:the )?(?<word>day after tomorrow|day before yesterday)`, g =>
    on({type: 'relative', days: relative[(g.word ?? '').toLowerCase()] ?? 0}),
  ),
  say(`tonight,? (?:at |@ ?)${clock}(?:${half})?`, g => tonight(g)),
  say(`tonight,? ${clock}${half}`, g => tonight(g)),
  say(`(?:at |@ ?)?${clock}(?:${half})? tonight`, g => tonight(g)),
  say('tonight', () => ({day: {type: 'relative', days: 0}, time: {hour: 20, minute: 0}})),
  say('last night', () => ({day: {type: 'relative', days: -1}})),
  say(`this ${part},? (?:at |@ ?)${clock}(?:${half})?`, g => {
    const time = timeInPart(g);
    return time && {day: {type: 'relative', days: 0}, time};
  }),
  say(`this ${part}`, g => ({
    day: {type: 'relative', days: 0},
    time: {hour: dayParts[(g.part ?? '').toLowerCase()] ?? 9, minute: 0},
  })),
  say('(?<word>today|tomorrow|tmrw|tmr|tmw|tomorow|tommorr?ow|2moro|yesterday)', g =>
    on({type: 'relative', days: relative[(g.word ?? '').toLowerCase()] ?? 0}),
  ),
  say(`(?:${closeOfDay}) (?:on )?(?:(?:this|coming) )?${weekday}`, weekdayAlone),
  say(`${weekday} (?:${closeOfDay})`, weekdayAlone),
  say(`(?:${closeOfDay}) (?<word>today|tomorrow)`, g =>
    on({type: 'relative', days: relative[(g.word ?? '').toLowerCase()] ?? 0}),
  ),
  say('(?<word>eod|cob|eow|eom|eoq|eoy)', g => on(edgeWords[(g.word ?? '').toLowerCase()])),
  say('(?:the )?end of (?:the )?day', () => on({type: 'relative', days: 0})),
  say(`${weekday} (?<which>next|this|last) week`, g =>
    on({type: 'weekday of', weekday: weekdayOf(g.weekday), week: whichOf(g.which)}),
  ),
  say(`(?<which>next|this|last) week,? (?:on )?${weekday}`, g =>
    on({type: 'weekday of', weekday: weekdayOf(g.weekday), week: whichOf(g.which)}),
  ),
  say(`(?:on )?(?:the )?${dayNumber} of (?<which>next|this) month`, g =>
    on({type: 'day of month', day: Number(g.day), month: whichOf(g.which)}),
  ),
  say(`${weekday},? (?:the )?${dayNumber} (?:of )?${month}(?:,? ${yearNumber})?`, dateOf),
  say(`${weekday},? ${month} (?:the )?${dayNumber}(?:,? ${yearNumber})?`, dateOf),
  say(`(?:the )?${dayNumber}(?: of)?[ -]${month}(?:,?[ -]${yearNumber})?`, dateOf),
  say(`${month} (?:the )?${dayNumber}(?:,? ${yearNumber})?`, dateOf),
  say(`(?:the )?${ordinalWord} of ${month}(?:,? ${yearNumber})?`, dateOf),
  say(`${month} the ${ordinalWord}(?:,? ${yearNumber})?`, dateOf),
  say(`${weekday},? (?:the )?${ordinal}`, g =>
    on({type: 'monthday', day: Number(g.day), weekday: weekdayOf(g.weekday)}),
  ),
  say(
    String.raw`(?:the )?(?<edge>beginning|start|middle|mid|end)(?: of |-)?\s?${month}(?: ${yearNumber})?`,
    g => on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: edgeOf(g.edge)}),
  ),
  say(`(?<edge>early|late)(?: in)? ${month}(?: ${yearNumber})?`, g =>
    on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: edgeOf(g.edge)}),
  ),
  say(
    '(?:the )?(?<edge>beginning|start|middle|end) of (?:(?<which>the|this|next|last) )?(?<unit>week|month|quarter|year)',
    g => on(periodOf(g)),
  ),
  say(String.raw`(?:the )?(?<edge>beginning|start|middle|end) of (?<year>(?:19|20|21)\d\d)`, g =>
    on({type: 'year', year: Number(g.year), edge: edgeOf(g.edge)}),
  ),
  say('month[- ]end', () => on({type: 'period', unit: 'month', which: 0, edge: 'end'})),
  say('year[- ]end', () => on({type: 'period', unit: 'year', which: 0, edge: 'end'})),
  say('(?<which>this|next|last|coming) weekend', g =>
    on({type: 'weekend', which: /^c/i.test(g.which ?? '') ? 0 : whichOf(g.which)}),
  ),
  say('(?:the|at the|on the) weekend', () => on({type: 'weekend', which: 0})),
  say('the (?<unit>week|month) after next', g => on(periodOf({...g, which: 'next'}, 1))),
  say(
    '(?<edge>early|mid|late|later|end)(?: in| of)? (?<which>this|next) (?<unit>week|month|year)',
    g => on(periodOf(g)),
  ),
  say('(?<which>this|next|last|previous|coming) (?<unit>week|month|quarter|year)', g =>
    on(periodOf(g)),
  ),
  say(`the ${weekday} after next`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'next', weeks: 1}),
  ),
  say(`${weekday} week`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'coming', weeks: 1}),
  ),
  say(`(?:the )?following ${weekday}`, weekdayAlone),
  say(`(?:(?:in|during)|(?:the )?end of) q(?<quarter>[1-4])(?: ${yearNumber})?`, g =>
    on({type: 'month', month: 3 * Number(g.quarter), ...yearOf(g), edge: 'end'}),
  ),
  say(
    `(?:(?:the )?(?:start|beginning) of )?q(?<quarter>[1-4])(?: ${yearNumber})?`,
    g => on({type: 'month', month: 3 * Number(g.quarter) - 2, ...yearOf(g), edge: 'start'}),
    true,
  ),
  say(`(?:(?<which>this|next|last|coming) )?${weekday}`, g => {
    const word = (g.which ?? 'coming').toLowerCase();
    return on({
      type: 'weekday',
      weekday: weekdayOf(g.weekday),
      which: word === 'this' || word === 'next' || word === 'last' ? word : 'coming',
    });
  }),
  say(`(?<which>this|next|last) ${month}`, g => {
    const word = (g.which ?? '').toLowerCase();
    const which = word === 'next' || word === 'last' ? word : 'this';
    return on({type: 'month', month: monthOf(g.month), which});
  }),
  say(`${month},? ${yearNumber}`, g => on({type: 'month', month: monthOf(g.month), ...yearOf(g)})),
  say(`(?:in|during) ${month}(?:,? ${yearNumber})?`, g =>
    on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: 'end'}),
  ),
  say(`(?:in|during) ${yearNumber}`, g => on({type: 'year', year: Number(g.year), edge: 'end'})),
  say(month, g => on({type: 'month', month: monthOf(g.month)}), true),
  say(`(?:in|within) ${amount} ${unit}(?:' time)?(?! and a half)`, g => on(steps(g))),
  say('in half an hour', () => on({type: 'offset', amount: 30, unit: 'minute'})),
  say(`${amount} ${unit} (?:from (?:now|today)|hence)`, g => on(steps(g))),
  say(`a week (?:from|on) ${weekday}`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'next'}),
  ),
  say(String.raw`\+(?<amount>\d{1,4})(?<unit>min|h|d|w|mo|q|y)`, g => {
    const short = shortUnits[(g.unit ?? '').toLowerCase()];
    return short && on({type: 'offset', amount: Number(g.amount), unit: short});
  }),
  say(`(?<holiday>${Object.keys(holidays).join('|')})(?: ${yearNumber})?`, g => {
    const found = holidays[(g.holiday ?? '').toLowerCase()];
    return found && on({type: 'date', ...yearOf(g), month: found[0], day: found[1]});
  }),
  say(`the (?:${ordinal}|${ordinalWord})`, g => on({type: 'monthday', day: dayOf(g)}), true),
  say(ordinal, g => on({type: 'monthday', day: Number(g.day)}), true),
  say(yearNumber, g => on({type: 'year', year: Number(g.year)}), true),
  say(`(?:at |@ ?)?${clock}(?:${half})? (?:in the|at) ${part}`, g => at(timeInPart(g))),
  say(`(?:in the |at )?${part},? (?:at |@ ?)${clock}(?:${half})?`, g => at(timeInPart(g))),
  say(`(?:@ ?|(?:at )?around )?${clock}${half}`, g => at(timeOf(g.hour, g.minute, g.half))),
  say(String.raw`(?:at |@ ?)?(?<hour>1[3-9]|2[0-3])h(?<minute>\d\d)?`, g =>
    at(timeOf(g.hour, g.minute)),
  ),
  say(String.raw`(?:at |@ ?)(?<hour>\d{1,2})h(?<minute>\d\d)?`, g => at(timeOf(g.hour, g.minute))),
  say(String.raw`at (?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)`, g => at(timeOf(g.hour, g.minute))),
  say(String.raw`(?:at |@ ?)?(?<hour>[01]\d|2[0-4]):(?<minute>\d\d)`, g =>
    at(timeOf(g.hour, g.minute)),
  ),
  say(String.raw`at (?<hour>\d{1,2}) ?o'?clock`, g => at(guessedTime(g.hour))),
  say(String.raw`(?<hour>\d{1,2}) ?o'?clock`, g => at(guessedTime(g.hour))),
  say(String.raw`(?:at |@ ?)(?<hour>\d{1,2})(?:[:.](?<minute>\d\d))?`, g =>
    at(guessedTime(g.hour, g.minute)),
  ),
  say(String.raw`(?:at )?half past (?<hour>\d{1,2})`, g => at(guessedTime(g.hour, '30'))),
  say(String.raw`(?:at )?quarter past (?<hour>\d{1,2})`, g => at(guessedTime(g.hour, '15'))),
  say(String.raw`(?:at )?quarter to (?<hour>\d{1,2})`, g =>
    at(guessedTime(String(Number(g.hour) - 1), '45')),
  ),
  say('(?:at )?(?:noon|midday|lunchtime)', () => at({hour: 12, minute: 0})),
  say('(?:at )?midnight', () => at({hour: 24, minute: 0})),
  say(`(?:in the |at )${part}`, g => at(partOf(g))),
  say(part, g => at(partOf(g)), true),
];

/** `9:15`, `0915` right after a day or a repetition; alone it may be a score or a verse. */
export const clockTime: Pattern<Time> = say(
  String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)|(?<early>0\d)(?<past>[0-5]\d)`,
  g => guessedTime(g.hour ?? g.early, g.minute ?? g.past),
);

export function partOf(groups: Groups): Time {
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
  const unit: Period = word === 'week' || word === 'month' || word === 'quarter' ? word : 'year';
  return {type: 'period', unit, which: whichOf(groups.which) + more, ...edge};
}
