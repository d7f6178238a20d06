/** English, as one value. Another language is another folder like this one. */

import {leading, phrasePattern} from '../grammar/pattern.ts';
import {type Pattern, PatternSet} from '../grammar/pattern-set.ts';
import type {Day, Language} from '../grammar/phrases.ts';
import {captureWords} from './capture.ts';
import {firstSets} from './first-sets.ts';
import {open, orElse} from './open.ts';
import {dayRanges, repeatDays, repeats, timeRange} from './repeat.ts';
import {clockTime, whens} from './when.ts';
import {
  amount,
  monthNames,
  steps,
  unit,
  weekdayNames,
  weekdayWord,
  yearNumber,
  yearOf,
} from './words.ts';

const seasons: Readonly<Record<string, number>> = {
  spring: 0,
  summer: 1,
  autumn: 2,
  fall: 2,
  winter: 3,
};

const span = (type: 'since' | 'about', step: Day): Day | undefined =>
  step.type === 'offset' ? {type, amount: step.amount, unit: step.unit} : undefined;

const spans: readonly Pattern<Day>[] = [
  phrasePattern(
    `(?:(?:in|over|during|for) )?(?:the )?(?:last|past|previous) ${amount} ${unit}`,
    g => span('since', steps(g, -1)),
  ),
  phrasePattern(
    `(?:in |over |during )?the (?:last|past) (?<unit>hour|day|week|month|quarter|year)`,
    g => span('since', steps({...g, amount: '1'}, -1)),
  ),
  phrasePattern(`(?:(?:in|over|during) )?the (?:next|coming) ${amount} ${unit}`, g =>
    span('since', steps(g)),
  ),
  phrasePattern(`(?:next|coming) ${amount} ${unit}`, g => span('since', steps(g))),
  phrasePattern(`${amount} ${unit} ago`, g => span('about', steps(g, -1))),
  phrasePattern(
    `(?:(?<which>last|this) )?(?<season>spring|summer|autumn|winter)(?: of)?(?: ${yearNumber})?`,
    g => ({
      type: 'season',
      season: seasons[(g.season ?? '').toLowerCase()] ?? 0,
      ...yearOf(g),
      ...(g.which?.toLowerCase() === 'last' ? {last: true} : {}),
    }),
  ),
  phrasePattern('these days|recently|lately', () => ({
    type: 'since',
    amount: -1,
    unit: 'month',
  })),
];

const numberedPlace = 'first|second|third|fourth|fifth|last|penultimate|\\d+(?:st|nd|rd|th)';

const lead = (name: keyof typeof firstSets, source: string): PatternSet<true> =>
  new PatternSet([leading(source)], firstSets[name]);

export const english: Language = {
  code: 'en',
  monthNames,
  weekdayNames,
  whens: new PatternSet(whens, firstSets.whens),
  spans: new PatternSet(spans, firstSets.spans),
  joiner: lead('joiner', String.raw`,? (?:at |@ ?|from |by )?|,\s?`),
  repeats: new PatternSet(repeats, firstSets.repeats),
  repeatDays: new PatternSet(repeatDays, firstSets.repeatDays),
  afterDone: lead(
    'afterDone',
    `after (?:(?:it(?:'s| is| was) |being |i(?:'m| am) )?(?:done|completed|finished)|completion|completing(?: it)?|finishing(?: it)?|i (?:finish|complete|do)(?: it)?)(?![a-z])`,
  ),
  lasting: new PatternSet(
    [phrasePattern(`for ${amount} ${unit}`, g => steps(g))],
    firstSets.lasting,
  ),
  times: new PatternSet(
    [
      phrasePattern(String.raw`(?:for )?(?<n>\d{1,4}) times(?! (?:an?|per|each|every)\b)`, g =>
        Number(g.n),
      ),
    ],
    firstSets.times,
  ),
  timeRange: new PatternSet([timeRange], firstSets.timeRange),
  dayRanges: new PatternSet(dayRanges, firstSets.dayRanges),
  clockTime: new PatternSet([clockTime], firstSets.clockTime),
  open: new PatternSet(open, firstSets.open),
  leads: {
    due: lead(
      'due',
      '(?:(?:(?:is|are) )?due:?(?: on| by| at| in)?|by|no later than|not later than|deadline:?|latest by)[ ]',
    ),
    optional: lead('optional', '(?:on|at|this|for)[ ](?=\\S)'),
    before: lead('before', 'before[ ]'),
    start: lead(
      'start',
      '(?:starting(?: on| from| at)?|start(?:s)? (?:on|at)|beginning(?: on)?|from|scheduled(?: for| on| at)?|not before|wait until)[ ]',
    ),
    after: lead('after', 'after[ ]'),
    until: lead('until', '(?:until|till|til|through|ending(?: on)?|up to)[ ]'),
    since: lead('since', 'since[ ]'),
    between: lead('between', '(?:between|from)[ ]'),
    except: lead(
      'except',
      '(?:(?:but )?except(?: on| for)?|excluding|apart from|other than|(?:but )?not(?: on)?|but|unless)[ ]',
    ),
    listed: lead('listed', ', ?'),
    repeatLead: 'on ',
    alsoDay: lead('alsoDay', ',? (?:and|or|&) '),
    list: lead('list', `, ?| ?[&/] ?| `),
    dayRange: lead(
      'dayRange',
      `(?:${weekdayWord})(?: ?[-–] ?| to | through )(?:${weekdayWord})(?![a-z\\d'’-])`,
    ),
    number: lead(
      'number',
      String.raw`(?:,? (?:at |@ ?)?|@)\d{1,2}(?::\d\d)?(?:-\d{1,2}(?::\d\d)?)?(?![\w:/'’-]|[.,]\d)`,
    ),
    dayTo: lead('dayTo', ' (?:to|until|till|through|[-–]) | ?[-–] ?'),
    is: lead('is', '(?:is|are)(?: on| at)?[ ]'),
    alsoTime: lead('alsoTime', ',? (?:and|&) (?:at )?'),
    orElse: new PatternSet([orElse], firstSets.orElse),
    bareNumber: lead('bareNumber', String.raw`(?:by|on|until|before) \d{1,2}(?![\w:/'’%-]|[.,]\d)`),
    often: lead(
      'often',
      String.raw`(?:once|twice|thrice|(?:\d{1,3}|two|three|four|five|six) ?(?:x|times)) (?:an?|per|each|every) (?:hour|day|week|month|year)(?![a-z])`,
    ),
    verb: /^(?:sat|sun|wed)\s+(?:for|in|on|with|to|from|down|beside)\b/i,
    opening: /^(?:in the|at|@) /i,
    and: lead('and', ' (?:and|to|until|till|-|–) '),
    guard:
      /(?:^|[\s(])(?:the|a|an|my|our|your|his|her|their|its|about|of|like|than|every|each|per|with|and|or|what|which|since|is|are|was|were)\s$/i,
    qualified: new RegExp(
      `(?:^|[\\s(])(?:(?:\\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|few|several|couple of|many) (?:minute|hour|day|week|fortnight|month|year)s?|(?:the )?(?:${numberedPlace})(?: to last)?|the day|the (?:${weekdayWord}))\\s$`,
      'i',
    ),
    qualifies:
      /^(?: (?:of|in) (?:the |this |next |each |every )?(?:week|month|quarter|year|january|february|march|april|may|june|july|august|september|october|november|december)\b| and a half\b)/i,
    anyZone: /^ (?<zone>CST|IST|BST|AST|GST|SST|AMT|ECT)\b/,
    named: /^ [A-Z][a-z]/,
    closes:
      /^(?:$|[.,;:!?)]|\s+(?:$|[#!@~^]|at\b|by\b|in\b|for\b|with\b|to\b|from\b|and\b|due\b|on\b|before\b|every\b|\d{1,2}(?::\d\d|-\d|\s?[ap]m)))/i,
    uncertain:
      /^(?:sat|sun|mon|wed|noon|midday|lunchtime|midnight|.*(?:christmas|xmas|halloween|new year's|valentine's).*|(?:the )?(?:end|start|beginning|middle) of .*|(?:month|year)[- ]end|the weekend|eod|(?:in the|at) .*|[a-z]+\.? (?:19|20|21)\d\d|\d{4}-\d\d)$/i,
    shyRepeat:
      /^(?:hourly|daily|weekly|biweekly|fortnightly|monthly|quarterly|yearly|annually|[a-z]+days)$/i,
    counted:
      /^\s+(?!(?:is|was|this|his|as|always|business|class|bus|us|gas|yes|plus)\b)[\p{L}]{2,}(?:[^\s\p{P}])*(?<!s)s(?=$|[\s.,;:!?)])/iu,
  },
  capture: captureWords,
  ahead: /\b(?:due|upcoming|coming|planned|scheduled|will|plan|next|deadline|deadlines|agenda)\b/i,
};
