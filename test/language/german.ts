/** A little German: what another language is made of, without a change to anything but one folder. */
import type {
  KindSaid,
  Language,
  RuleParts,
  Time,
  When,
} from '../../src/language/grammar/phrases.ts';
import {leading, say} from '../../src/language/grammar/say.ts';
import {type Groups, Ways} from '../../src/language/grammar/ways.ts';

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
const lead = (source: string): Ways<true> => new Ways([leading(source)]);
const nothing = new Ways<never>([]);
const timeOf = (groups: Groups): Time | undefined =>
  Number(groups.hour) > 23
    ? undefined
    : {hour: Number(groups.hour), minute: Number(groups.minute ?? 0)};

export const german: Language = {
  code: 'de',
  monthNames: months,
  weekdayNames: weekdays,
  whens: new Ways<When>([
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
  ]),
  spans: nothing,
  joiner: lead(',? (?:um )?'),
  repeats: new Ways<RuleParts>([
    say(`jeden ${weekday}`, g => ({
      freq: 'WEEKLY',
      byDay: [codes[indexIn(weekdays, g.weekday)] ?? 'MO'],
    })),
    say('jeden Tag|täglich', () => ({freq: 'DAILY'})),
    say('(?<day>mon|diens|donners|frei|sams|sonn)tags', g => ({
      freq: 'WEEKLY',
      byDay: [codes[indexIn(weekdays, g.day)] ?? 'MO'],
    })),
  ]),
  repeatDays: nothing,
  afterDone: lead('nach Erledigung'),
  lasting: nothing,
  times: nothing,
  timeRange: nothing,
  dayRanges: nothing,
  clockTime: nothing,
  open: nothing,
  leads: {
    due: lead('(?:bis(?: zum)?|fällig(?: am)?) '),
    soft: lead('(?:am|um) '),
    before: lead('vor '),
    start: lead('ab '),
    after: lead('nach '),
    until: lead('bis '),
    since: lead('seit '),
    between: lead('zwischen '),
    and: lead(' und '),
    except: lead('(?:außer|aber nicht)(?: am)? '),
    listed: lead(', ?'),
    repeatLead: '',
    alsoDay: lead(' (?:und|oder) '),
    list: lead(', ?| '),
    dayRange: nothing,
    number: nothing,
    dayTo: lead(' bis '),
    is: lead('ist(?: am)? '),
    orElse: nothing,
    named: /(?!)/,
    alsoTime: lead(' und '),
    bareNumber: lead('bis \\d{1,2}(?!\\w)'),
    often: lead('(?:ein|zwei|drei)mal (?:am|pro|in der) (?:Tag|Woche)'),
    verb: /(?!)/,
    opening: /^um /i,
    guard: /(?:^|\s)(?:der|die|das|den|vom)\s$/iu,
    closes: /^(?:$|[.,;:!?)]|\s+(?:$|[#!@~^]|um\b|am\b|bis\b|mit\b))/iu,
    shy: /(?!)/,
    shyRepeat: /^täglich$/iu,
    counted: /(?!)/,
  },
  capture: {
    kinds: new Ways<KindSaid>([
      leading('Notiz:\\s*', {kind: 'note'}),
      leading('(?:denk dran|erinnere mich),?\\s+', {kind: 'task'}),
      leading('ich (?:mag|trinke lieber)\\s', {
        kind: 'memory',
        memoryType: 'preference',
        keeps: true,
      }),
    ]),
    minutes: new Ways([say('(?<minutes>\\d{1,3}) ?Minuten', g => Number(g.minutes))]),
    energy: nothing,
    priority: new Ways([say('!(?<level>[1-5])', g => Number(g.level))]),
    keys: {bis: 'due'},
  },
  ahead: /\b(?:nächste|kommende)\b/iu,
};
