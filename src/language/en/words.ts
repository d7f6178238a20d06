/** English words for numbers, months and weekdays, and the expressions made of them. */

import type {Groups} from '../grammar/pattern-set.ts';
import type {Day, Unit} from '../grammar/phrases.ts';

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const weekdayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];
const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  the: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  'a couple of': 2,
  'couple of': 2,
  'a couple': 2,
};
const places: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
  fifth: 5,
  '5th': 5,
  last: -1,
};
export const holidays: Readonly<Record<string, readonly [number, number]>> = {
  "new year's eve": [12, 31],
  "new year's day": [1, 1],
  'christmas eve': [12, 24],
  'christmas day': [12, 25],
  christmas: [12, 25],
  xmas: [12, 25],
  halloween: [10, 31],
  "valentine's day": [2, 14],
};

const ordinalWords = [
  ...[
    'first',
    'second',
    'third',
    'fourth',
    'fifth',
    'sixth',
    'seventh',
    'eighth',
    'ninth',
    'tenth',
  ],
  ...['eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth'],
  ...['eighteenth', 'nineteenth', 'twentieth', 'twenty-first', 'twenty-second', 'twenty-third'],
  ...['twenty-fourth', 'twenty-fifth', 'twenty-sixth', 'twenty-seventh', 'twenty-eighth'],
  ...['twenty-ninth', 'thirtieth', 'thirty-first'],
];
export const ordinalWord = `(?<ordinal>${[...ordinalWords].reverse().join('|')})`;
export const month = String.raw`(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
export const weekdayWord = `mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?`;
export const weekday = `(?<weekday>${weekdayWord})`;
export const amount = String.raw`(?<amount>\d{1,4}|a couple of|couple of|a couple|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)`;
export const unit = `(?<unit>minutes?|mins?|hours?|hrs?|(?:working|business|work) ?days?|workdays?|weekdays?|days?|weeks?|wks?|fortnights?|months?|quarters?|years?|yrs?)`;
export const half = String.raw`\s?(?<half>[ap]\.?m?\.?(?![a-z]))`;
export const place = '(?<place>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last)';
export const dayNumber = String.raw`(?<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?`;
export const ordinal = String.raw`(?<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)`;
export const yearNumber = String.raw`(?<year>(?:19|20|21)\d\d)`;

export const monthOf = (word = ''): number =>
  monthNames.findIndex(name => name.toLowerCase().startsWith(word.toLowerCase().slice(0, 3))) + 1;
export const weekdayOf = (word = ''): number =>
  weekdayNames.findIndex(name => name.toLowerCase().startsWith(word.toLowerCase().slice(0, 3))) + 1;
export const numberOf = (word = ''): number => numbers[word.toLowerCase()] ?? Number(word);
export const placeNumber = (word = ''): number =>
  places[word.toLowerCase()] ?? Number.parseInt(word, 10);
export const whichOf = (word = ''): number =>
  ({next: 1, following: 1, coming: 1, last: -1, previous: -1, past: -1})[word.toLowerCase()] ?? 0;
export const edgeOf = (word = ''): 'start' | 'middle' | 'end' => {
  if (/^(end|late)/i.test(word)) return 'end';
  return /^mid/i.test(word) ? 'middle' : 'start';
};
/** The day of a month, as a number or as a word. */
export const dayOf = (groups: Groups): number =>
  groups.ordinal === undefined
    ? Number(groups.day)
    : ordinalWords.indexOf(groups.ordinal.toLowerCase()) + 1;
export const yearOf = (groups: Groups): {year?: number} =>
  groups.year === undefined ? {} : {year: Number(groups.year)};

export function steps(groups: Groups, sign = 1): Day {
  const word = (groups.unit ?? '').toLowerCase();
  const n = numberOf(groups.amount) * sign;
  if (/^fortnight/.test(word)) return {type: 'offset', amount: n * 2, unit: 'week'};
  return {type: 'offset', amount: n, unit: unitOf(word)};
}
function unitOf(word: string): Unit {
  if (/^(working|business|work|weekday)/.test(word)) return 'workday';
  if (/^min/.test(word)) return 'minute';
  if (/^h/.test(word)) return 'hour';
  if (/^d/.test(word)) return 'day';
  if (/^w/.test(word)) return 'week';
  if (/^mo/.test(word)) return 'month';
  return /^q/.test(word) ? 'quarter' : 'year';
}
export const shortUnits: Readonly<Record<string, Unit>> = {
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  q: 'quarter',
  y: 'year',
};

/** Days said by their distance from today. */
export const relative: Readonly<Record<string, number>> = {
  today: 0,
  tonight: 0,
  tomorrow: 1,
  tmrw: 1,
  tmr: 1,
  tmw: 1,
  tomorow: 1,
  tommorow: 1,
  tommorrow: 1,
  '2moro': 1,
  yesterday: -1,
  'day after tomorrow': 2,
  'day before yesterday': -2,
};
