/** How repetition is said in English. */

import {phrasePattern} from '../grammar/pattern.ts';
import type {Groups, Pattern} from '../grammar/pattern-set.ts';
import type {Day, Frequency, RuleParts, Time} from '../grammar/phrases.ts';
import {timeOf} from './when.ts';
import {
  amount,
  dayNumber,
  dayOf,
  month,
  monthOf,
  numberOf,
  ordinal,
  ordinalWord,
  place,
  placeNumber,
  weekdayOf,
  weekdayWord,
  yearNumber,
  yearOf,
} from './words.ts';

const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const workdays = ['MO', 'TU', 'WE', 'TH', 'FR'];
const weekdayList = String.raw`(?<list>(?:${weekdayWord})s?(?:(?:,? and |, ?| ?& ?|\/| )(?:${weekdayWord})s?)*)`;
const unit = '(?<unit>hour|day|weekday|workday|week|fortnight|month|quarter|year)s?';
const every = '(?:once )?(?:every|each)';
const which = '(?:other|second|2nd)';
const shortUnit = '(?<short>h|hrs?|d|wks?|w|mo|mths?|yrs?|y)';
const shortFrequencies: Readonly<Record<string, Frequency>> = {
  h: 'HOURLY',
  d: 'DAILY',
  w: 'WEEKLY',
  m: 'MONTHLY',
  y: 'YEARLY',
};
const pluralDay = '(?:mon|tues|wednes|thurs|fri|satur|sun)days';
const partHours: Readonly<Record<string, number>> = {
  morning: 9,
  afternoon: 14,
  evening: 18,
  night: 20,
};

const codeOf = (word = ''): string => dayCodes[weekdayOf(word) - 1] ?? 'MO';

const codesOf = (list = ''): readonly string[] => {
  const words = list.toLowerCase().match(new RegExp(weekdayWord, 'g')) ?? [];
  const found = new Set(words.map(codeOf));
  return dayCodes.filter(code => found.has(code));
};

function codesBetween(from = '', to = ''): readonly string[] {
  const first = weekdayOf(from) - 1;
  const length = (weekdayOf(to) - 1 - first + 7) % 7;
  return dayCodes.filter((_code, day) => (day - first + 7) % 7 <= length);
}

function steps(groups: Groups, interval: number): RuleParts | undefined {
  const word = (groups.unit ?? '').toLowerCase();
  if (interval < 1) return undefined;
  if (word === 'weekday' || word === 'workday') {
    return interval === 1 ? {freq: 'WEEKLY', byDay: workdays} : undefined;
  }
  if (word === 'fortnight') return {freq: 'WEEKLY', interval: 2 * interval};
  if (word === 'quarter') return {freq: 'MONTHLY', interval: 3 * interval};
  const freq = frequencies[word];
  return freq && {freq, interval};
}

const frequencies: Readonly<Record<string, Frequency>> = {
  hour: 'HOURLY',
  day: 'DAILY',
  week: 'WEEKLY',
  month: 'MONTHLY',
  year: 'YEARLY',
};

const adverbs: Readonly<Record<string, RuleParts>> = {
  hourly: {freq: 'HOURLY'},
  daily: {freq: 'DAILY'},
  weekly: {freq: 'WEEKLY'},
  biweekly: {freq: 'WEEKLY', interval: 2},
  'bi-weekly': {freq: 'WEEKLY', interval: 2},
  fortnightly: {freq: 'WEEKLY', interval: 2},
  monthly: {freq: 'MONTHLY'},
  quarterly: {freq: 'MONTHLY', interval: 3},
  yearly: {freq: 'YEARLY'},
  annually: {freq: 'YEARLY'},
};

const partTime = (word = ''): Time => {
  const hour = partHours[word.toLowerCase()] ?? 9;
  return {
    hour,
    minute: 0,
    assumed: `${word.toLowerCase()} taken as ${String(hour).padStart(2, '0')}:00`,
  };
};

/** `first monday`, `last day`, `2nd weekday` of a month. */
function placed(groups: Groups): Partial<RuleParts> {
  const word = (groups.what ?? '').toLowerCase();
  const n = placeNumber(groups.place);
  if (word === 'day') return {byMonthDay: [n]};
  if (word === 'weekday' || word === 'workday') return {byDay: workdays, bySetPos: n};
  return {byDay: [`${n}${codeOf(word)}`]};
}

const placedDay = `${place} (?<what>${weekdayWord}|day|weekday|workday)`;
const nth = String.raw`(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)`;
const ordinals = `(?<days>${nth}(?:(?:,? and |, ?| ?& ?)(?:the )?${nth})*)`;
const ofMonth = '(?: (?:of|in) (?:the|every|each|a) month| (?:every|each) month)';

export const repeats: readonly Pattern<RuleParts>[] = [
  phrasePattern(`(?:(?:${every}|on the|the) )?${placedDay}${ofMonth}`, g => ({
    freq: 'MONTHLY',
    ...placed(g),
  })),
  phrasePattern(`${every} ${place} (?<what>${weekdayWord})(?! week)`, g =>
    placeNumber(g.place) === 2 ? undefined : {freq: 'MONTHLY', ...placed(g)},
  ),
  phrasePattern(`${every} last day`, () => ({freq: 'MONTHLY', byMonthDay: [-1]})),
  phrasePattern(`${every} ${which} ${unit}`, g => steps(g, 2)),
  phrasePattern(`${every} ${which} ${weekdayList}`, g => ({
    freq: 'WEEKLY',
    interval: 2,
    byDay: codesOf(g.list),
  })),
  phrasePattern(`${every} third ${unit}`, g => steps(g, 3)),
  phrasePattern(`${every} ${dayNumber}(?: of)? ${month}`, g => ({
    freq: 'YEARLY',
    byMonth: [monthOf(g.month)],
    byMonthDay: [Number(g.day)],
  })),
  phrasePattern(`${every} ${month} ${dayNumber}`, g => ({
    freq: 'YEARLY',
    byMonth: [monthOf(g.month)],
    byMonthDay: [Number(g.day)],
  })),
  phrasePattern(`(?:(?:${every}|on the|the) )?${ordinals}${ofMonth}`, g => monthly(g)),
  phrasePattern(`(?:(?:on )?the )?${place} of (?:the|every|each) month`, g => ({
    freq: 'MONTHLY',
    byMonthDay: [placeNumber(g.place)],
  })),
  phrasePattern(`${every} ${ordinals}`, g => monthly(g)),
  phrasePattern(String.raw`${every} (?<amount>\d{1,3}) ?${shortUnit}`, g => {
    const freq = shortFrequencies[g.short?.[0]?.toLowerCase() ?? ''];
    return freq && Number(g.amount) > 0 ? {freq, interval: Number(g.amount)} : undefined;
  }),
  phrasePattern(`${every} half[ -]year`, () => ({freq: 'MONTHLY', interval: 6})),
  phrasePattern(`${every} ${amount} ${unit}`, g => steps(g, numberOf(g.amount))),
  phrasePattern(`${every} ${unit}`, g => steps(g, 1)),
  phrasePattern(`${every} weekends?`, () => ({freq: 'WEEKLY', byDay: ['SA', 'SU']})),
  phrasePattern(`${every} (?<part>morning|afternoon) and (?<later>afternoon|evening|night)`, g => {
    const [time, later] = [partTime(g.part), partTime(g.later)];
    return {freq: 'DAILY', byHour: [time.hour, later.hour], byMinute: [0], time};
  }),
  phrasePattern(`${every} (?<part>morning|afternoon|evening|night)`, g => ({
    freq: 'DAILY',
    time: partTime(g.part),
  })),
  phrasePattern(`${every} (?<list>${weekdayWord}) (?<part>morning|afternoon|evening|night)`, g => ({
    freq: 'WEEKLY',
    byDay: codesOf(g.list),
    time: partTime(g.part),
  })),
  phrasePattern(
    `${every} (?<from>${weekdayWord})(?: ?[-–] ?| to | through )(?<to>${weekdayWord})`,
    g => ({
      freq: 'WEEKLY',
      byDay: codesBetween(g.from, g.to),
    }),
  ),
  phrasePattern(`${every} ${weekdayList}`, g => ({freq: 'WEEKLY', byDay: codesOf(g.list)})),
  phrasePattern(`${every} ${month}`, g => ({
    freq: 'YEARLY',
    byMonth: [monthOf(g.month)],
    byMonthDay: [1],
  })),
  phrasePattern('on (?:weekdays|workdays)', () => ({freq: 'WEEKLY', byDay: workdays})),
  phrasePattern('on weekends', () => ({freq: 'WEEKLY', byDay: ['SA', 'SU']})),
  phrasePattern(`(?:on )?(?<list>${pluralDay}(?:(?:,? and |, ?| ?& ?|/| )${pluralDay})*)`, g => ({
    freq: 'WEEKLY',
    byDay: codesOf(g.list),
  })),
  phrasePattern('once an? (?<unit>day|week|month|quarter|year)', g => steps(g, 1)),
  phrasePattern(
    `(?<adverb>${Object.keys(adverbs).join('|')})`,
    g => adverbs[(g.adverb ?? '').toLowerCase()],
  ),
];

const monthly = (groups: Groups): RuleParts => ({
  freq: 'MONTHLY',
  byMonthDay: (groups.days?.match(/\d+/g) ?? []).map(Number),
});

/** What narrows a repetition that was said before. */
export const repeatDays: readonly Pattern<Partial<RuleParts>>[] = [
  phrasePattern(`(?:on |,? )?the ${placedDay}`, placed),
  phrasePattern(`on ${placedDay}`, placed),
  phrasePattern(`on (?:the )?${ordinalWord}(?! ${weekdayWord})`, g => ({byMonthDay: [dayOf(g)]})),
  phrasePattern(`on (?:the )?${dayNumber}(?: of)? ${month}`, g => ({
    freq: 'YEARLY',
    byMonth: [monthOf(g.month)],
    byMonthDay: [Number(g.day)],
  })),
  phrasePattern(`on ${month} ${dayNumber}`, g => ({
    freq: 'YEARLY',
    byMonth: [monthOf(g.month)],
    byMonthDay: [Number(g.day)],
  })),
  phrasePattern(
    `on (?:the )?${ordinal}(?: and (?:the )?(?<day2>[1-9]|[12]\\d|3[01])(?:st|nd|rd|th))?`,
    g => ({
      byMonthDay: g.day2 === undefined ? [Number(g.day)] : [Number(g.day), Number(g.day2)],
    }),
  ),
  phrasePattern('on day (?<day>[1-9]|[12]\\d|3[01])', g => ({byMonthDay: [Number(g.day)]})),
  phrasePattern(`on ${weekdayList}`, g => ({byDay: codesOf(g.list)})),
  phrasePattern('on (?:weekdays|workdays)', () => ({byDay: workdays})),
  phrasePattern(`in ${month}`, g => ({byMonth: [monthOf(g.month)]})),
];

const half = String.raw`\s?[ap]\.?m?\.?(?![a-z])|h(?![a-z])`;

/** "2pm-3pm", "2-3pm", "14:00-15:30", "from 2pm to 3:30pm". */
export const timeRange: Pattern<{readonly from: Time; readonly to: Time}> = phrasePattern(
  String.raw`(?:from |at )?(?<h1>\d{1,2})(?:[:.](?<m1>\d\d))?(?<p1>${half})?(?:\s?[-–]\s?| to | until | till )(?<h2>\d{1,2})(?:[:.](?<m2>\d\d))?(?<p2>${half})?`,
  g => {
    // "2-3h" is how long it takes, "19-21h" is when.
    const isHours = (g.p1 ?? g.p2) === 'h';
    if (isHours && Number(g.h2) < 13) return undefined;
    const isClock = g.p2 !== undefined || (g.m1 !== undefined && g.m2 !== undefined);
    if (!isClock) return undefined;
    const to = timeOf(g.h2, g.m2, isHours ? undefined : g.p2?.trim());
    const from = timeOf(g.h1, g.m1, isHours ? undefined : (g.p1 ?? g.p2)?.trim());
    return from && to && {from, to};
  },
);

const spanTo = `(?: ?[-–] ?| to | until | till | through )`;
const daySpan = (groups: Groups): {readonly from: Day; readonly to: Day} | undefined => {
  const [first, last] = [Number(groups.first), Number(groups.last)];
  const month = {type: 'date' as const, ...yearOf(groups), month: monthOf(groups.month)};
  return first < last ? {from: {...month, day: first}, to: {...month, day: last}} : undefined;
};
const dayIn = (name: string): string =>
  String.raw`(?<${name}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?`;

/** "5-12 dec", "dec 5 to 12": the first and the last day. */
export const dayRanges: readonly Pattern<{readonly from: Day; readonly to: Day}>[] = [
  phrasePattern(
    `(?:from )?(?:the )?${dayIn('first')}${spanTo}(?:the )?${dayIn('last')}(?: of)? ${month}(?:,? ${yearNumber})?`,
    daySpan,
  ),
  phrasePattern(
    `(?:from )?${month} ${dayIn('first')}${spanTo}${dayIn('last')}(?:,? ${yearNumber})?`,
    daySpan,
  ),
];
