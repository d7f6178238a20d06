/** A little German: what another language is made of, without a change to anything but one folder. */
import type {Groups, Language, Time} from '../../src/language/phrases.ts';
import {say} from '../../src/language/say.ts';

const months = [
  ...['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September'],
  ...['Oktober', 'November', 'Dezember'],
];
const weekdays = [
  ...['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
];
const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const indexIn = (names: readonly string[], word = ''): number =>
  names.findIndex(name => name.toLowerCase().startsWith(word.toLowerCase().slice(0, 3)));

const weekday = `(?<weekday>${weekdays.join('|')})`;
const month = `(?<month>${months.map(name => `${name}|${name.slice(0, 3)}`).join('|')})\\.?`;
const sticky = (source: string): RegExp => new RegExp(source, 'iy');
const never = sticky('(?!)');
const nothing = say<never>('(?!)x', () => undefined);
const timeOf = (groups: Groups): Time | undefined =>
  Number(groups.hour) > 23
    ? undefined
    : {hour: Number(groups.hour), minute: Number(groups.minute ?? 0)};

export const german: Language = {
  code: 'de',
  monthNames: months,
  weekdayNames: weekdays,
  whens: [
    say('(?<word>heute|morgen|übermorgen)', g => ({
      day: {
        type: 'relative',
        days: ['heute', 'morgen', 'übermorgen'].indexOf(g.word?.toLowerCase() ?? ''),
      },
    })),
    say(weekday, g => ({
      day: {type: 'weekday', weekday: indexIn(weekdays, g.weekday) + 1, which: 'coming'},
    })),
    say(`(?<day>\\d{1,2})\\. ${month}`, g => ({
      day: {type: 'date', day: Number(g.day), month: indexIn(months, g.month) + 1},
    })),
    say('in (?<amount>\\d{1,3}) Tagen', g => ({
      day: {type: 'offset', amount: Number(g.amount), unit: 'day'},
    })),
    say('(?:um )?(?<hour>\\d{1,2})(?::(?<minute>\\d\\d))? Uhr', g => {
      const time = timeOf(g);
      return time && {time};
    }),
  ],
  spans: [],
  joiner: sticky(',? (?:um )?'),
  repeats: [
    say(`jeden ${weekday}`, g => ({
      freq: 'WEEKLY',
      byDay: [codes[indexIn(weekdays, g.weekday)] ?? 'MO'],
    })),
    say('jeden Tag|täglich', () => ({freq: 'DAILY'})),
    say('(?<day>mon|diens|donners|frei|sams|sonn)tags', g => ({
      freq: 'WEEKLY',
      byDay: [codes[indexIn(weekdays, g.day)] ?? 'MO'],
    })),
  ],
  repeatDays: [],
  afterDone: sticky('nach Erledigung'),
  lasting: nothing,
  times: nothing,
  timeRange: nothing,
  dayRanges: [],
  clockTime: nothing,
  leads: {
    due: sticky('(?:bis(?: zum)?|fällig(?: am)?) '),
    soft: sticky('(?:am|um) '),
    before: sticky('vor '),
    start: sticky('ab '),
    after: sticky('nach '),
    until: sticky('bis '),
    since: sticky('seit '),
    between: sticky('zwischen '),
    and: sticky(' und '),
    except: sticky('(?:außer|aber nicht)(?: am)? '),
    listed: sticky(', ?'),
    repeatLead: '',
    alsoDay: sticky(' (?:und|oder) '),
    list: sticky(', ?| '),
    dayRange: never,
    number: never,
    dayTo: sticky(' bis '),
    is: sticky('ist(?: am)? '),
    alsoTime: sticky(' und '),
    bareNumber: sticky('bis \\d{1,2}(?!\\w)'),
    often: sticky('(?:ein|zwei|drei)mal (?:am|pro|in der) (?:Tag|Woche)'),
    verb: /(?!)/,
    opening: /^um /i,
    guard: /(?:^|\s)(?:der|die|das|den|vom)\s$/iu,
    closes: /^(?:$|[.,;:!?)]|\s+(?:$|[#!@~^]|um\b|am\b|bis\b|mit\b))/iu,
    shy: /(?!)/,
    shyRepeat: /^täglich$/iu,
    counted: /(?!)/,
  },
  capture: {
    kinds: [
      {match: /^Notiz:\s*/iu, kind: 'note'},
      {match: /^(?:denk dran|erinnere mich),?\s+/iu, kind: 'task'},
      {
        match: /^ich (?:mag|trinke lieber)\s/iu,
        kind: 'memory',
        memoryType: 'preference',
        keeps: true,
      },
    ],
    minutes: say('(?<minutes>\\d{1,3}) ?Minuten', g => Number(g.minutes)),
    energy: nothing,
    priority: say('!(?<level>[1-5])', g => Number(g.level)),
    keys: {bis: 'due'},
  },
  ahead: /\b(?:nächste|kommende)\b/iu,
};
