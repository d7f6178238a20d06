/** A little German: what another language is made of, without a change to anything but one folder. */

import {leading, phrasePattern} from '../../src/language/grammar/pattern.ts';
import {type Groups, PatternSet} from '../../src/language/grammar/pattern-set.ts';
import type {
  KindSaid,
  Language,
  RuleParts,
  Time,
  When,
} from '../../src/language/grammar/phrases.ts';

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
const lead = (source: string): PatternSet<true> => new PatternSet([leading(source)]);
const nothing = new PatternSet<never>([]);
const timeOf = (groups: Groups): Time | undefined =>
  Number(groups.hour) > 23
    ? undefined
    : {hour: Number(groups.hour), minute: Number(groups.minute ?? 0)};

export const german: Language = {
  code: 'de',
  monthNames: months,
  weekdayNames: weekdays,
  whens: new PatternSet<When>([
    phrasePattern('(?<word>heute|morgen|übermorgen)', g => ({
      day: {
        type: 'relative',
        days: ['heute', 'morgen', 'übermorgen'].indexOf(g.word?.toLowerCase() ?? ''),
      },
    })),
    phrasePattern(weekday, g => ({
      day: {type: 'weekday', weekday: indexIn(weekdays, g.weekday) + 1, which: 'coming'},
    })),
    phrasePattern(`(?<day>\\d{1,2})\\. ${month}`, g => ({
      day: {type: 'date', day: Number(g.day), month: indexIn(months, g.month) + 1},
    })),
    phrasePattern('in (?<amount>\\d{1,3}) Tagen', g => ({
      day: {type: 'offset', amount: Number(g.amount), unit: 'day'},
    })),
    phrasePattern('(?:um )?(?<hour>\\d{1,2})(?::(?<minute>\\d\\d))? Uhr', g => {
      const time = timeOf(g);
      return time && {time};
    }),
  ]),
  spans: nothing,
  joiner: lead(',? (?:um )?'),
  repeats: new PatternSet<RuleParts>([
    phrasePattern(`jeden ${weekday}`, g => ({
      freq: 'WEEKLY',
      byDay: [codes[indexIn(weekdays, g.weekday)] ?? 'MO'],
    })),
    phrasePattern('jeden Tag|täglich', () => ({freq: 'DAILY'})),
    phrasePattern('(?<day>mon|diens|donners|frei|sams|sonn)tags', g => ({
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
    optional: lead('(?:am|um) '),
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
    uncertain: /(?!)/,
    shyRepeat: /^täglich$/iu,
    counted: /(?!)/,
  },
  capture: {
    kinds: new PatternSet<KindSaid>([
      leading('Notiz:\\s*', {kind: 'note'}),
      leading('(?:denk dran|erinnere mich),?\\s+', {kind: 'task'}),
      leading('ich (?:mag|trinke lieber)\\s', {
        kind: 'memory',
        memoryType: 'preference',
        keeps: true,
      }),
    ]),
    minutes: new PatternSet([
      phrasePattern('(?<minutes>\\d{1,3}) ?Minuten', g => Number(g.minutes)),
    ]),
    energy: nothing,
    priority: new PatternSet([phrasePattern('!(?<level>[1-5])', g => Number(g.level))]),
    keys: {bis: 'due'},
  },
  ahead: /\b(?:nächste|kommende)\b/iu,
};
