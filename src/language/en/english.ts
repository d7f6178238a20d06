/** English, as one value. Another language is another folder like this one. */
import type {Day, Language, Pattern} from '../phrases.ts';
import {say} from '../say.ts';
import {captureWords} from './capture.ts';
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
  say(`(?:(?:in|over|during|for) )?(?:the )?(?:last|past|previous) ${amount} ${unit}`, g =>
    span('since', steps(g, -1)),
  ),
  say(`(?:in |over |during )?the (?:last|past) (?<unit>hour|day|week|month|quarter|year)`, g =>
    span('since', steps({...g, amount: '1'}, -1)),
  ),
  say(`(?:(?:in|over|during) )?the (?:next|coming) ${amount} ${unit}`, g =>
    span('since', steps(g)),
  ),
  say(`(?:next|coming) ${amount} ${unit}`, g => span('since', steps(g))),
  say(`${amount} ${unit} ago`, g => span('about', steps(g, -1))),
  say(
    `(?:(?<which>last|this) )?(?<season>spring|summer|autumn|winter)(?: of)?(?: ${yearNumber})?`,
    g => ({
      type: 'season',
      season: seasons[(g.season ?? '').toLowerCase()] ?? 0,
      ...yearOf(g),
      ...(g.which?.toLowerCase() === 'last' ? {last: true} : {}),
    }),
  ),
  say('these days|recently|lately', () => ({
    type: 'since',
    amount: -1,
    unit: 'month',
  })),
];

const sticky = (source: string): RegExp => new RegExp(source, 'iy');

export const english: Language = {
  code: 'en',
  monthNames,
  weekdayNames,
  whens,
  spans,
  joiner: sticky(String.raw`,? (?:at |@ ?|from |by )?|,\s?`),
  repeats,
  repeatDays,
  afterDone: sticky(
    `after (?:(?:it(?:'s| is| was) |being |i(?:'m| am) )?(?:done|completed|finished)|completion|completing(?: it)?|finishing(?: it)?|i (?:finish|complete|do)(?: it)?)(?![a-z])`,
  ),
  lasting: say(`for ${amount} ${unit}`, g => steps(g)),
  times: say(String.raw`(?:for )?(?<n>\d{1,4}) times(?! (?:an?|per|each|every)\b)`, g =>
    Number(g.n),
  ),
  timeRange,
  dayRanges,
  clockTime,
  leads: {
    due: sticky(
      '(?:(?:(?:is|are) )?due:?(?: on| by| at| in)?|by|no later than|not later than|deadline:?|latest by)[ ]',
    ),
    soft: sticky('(?:on|at|this|for)[ ](?=\\S)'),
    before: sticky('before[ ]'),
    start: sticky(
      '(?:starting(?: on| from| at)?|start(?:s)? (?:on|at)|beginning(?: on)?|from|scheduled(?: for| on| at)?|not before|wait until)[ ]',
    ),
    after: sticky('after[ ]'),
    until: sticky('(?:until|till|til|through|ending(?: on)?|up to)[ ]'),
    since: sticky('since[ ]'),
    between: sticky('(?:between|from)[ ]'),
    except: sticky(
      '(?:(?:but )?except(?: on| for)?|excluding|apart from|other than|(?:but )?not(?: on)?|but|unless)[ ]',
    ),
    listed: sticky(', ?'),
    repeatLead: 'on ',
    alsoDay: sticky(',? (?:and|or|&) '),
    list: sticky(`, ?| ?[&/] ?| `),
    dayRange: sticky(
      `(?:${weekdayWord})(?: ?[-–] ?| to | through )(?:${weekdayWord})(?![a-z\\d'’-])`,
    ),
    number: sticky(
      String.raw`(?:,? (?:at |@ ?)?|@)\d{1,2}(?::\d\d)?(?:-\d{1,2}(?::\d\d)?)?(?![\w:/'’-]|[.,]\d)`,
    ),
    dayTo: sticky(' (?:to|until|till|through|[-–]) | ?[-–] ?'),
    is: sticky('(?:is|are)(?: on| at)?[ ]'),
    alsoTime: sticky(',? (?:and|&) (?:at )?'),
    bareNumber: sticky(String.raw`(?:by|on|until|before) \d{1,2}(?![\w:/'’%-]|[.,]\d)`),
    often: sticky(
      String.raw`(?:once|twice|thrice|(?:\d{1,3}|two|three|four|five|six) ?(?:x|times)) (?:an?|per|each|every) (?:hour|day|week|month|year)(?![a-z])`,
    ),
    verb: /^(?:sat|sun|wed)\s+(?:for|in|on|with|to|from|down|beside)\b/iu,
    opening: /^(?:in the|at|@) /iu,
    and: sticky(' (?:and|to|until|till|-|–) '),
    guard:
      /(?:^|[\s(])(?:the|a|an|my|our|your|his|her|their|its|about|of|like|than|every|each|per|with|and|or|what|which|since|is|are|was|were)\s$/iu,
    closes:
      /^(?:$|[.,;:!?)]|\s+(?:$|[#!@~^]|at\b|by\b|in\b|for\b|with\b|to\b|from\b|and\b|due\b|on\b|before\b|every\b|\d{1,2}(?::\d\d|-\d|\s?[ap]m)))/iu,
    shy: /^(?:sat|sun|mon|wed|noon|midday|lunchtime|midnight|.*(?:christmas|xmas|halloween|new year's|valentine's).*|(?:the )?(?:end|start|beginning|middle) of .*|(?:month|year)[- ]end|the weekend|eod|(?:in the|at) .*|[a-z]+\.? (?:19|20|21)\d\d|\d{4}-\d\d)$/iu,
    shyRepeat:
      /^(?:hourly|daily|weekly|biweekly|fortnightly|monthly|quarterly|yearly|annually|[a-z]+days)$/iu,
    counted:
      /^\s+(?!(?:is|was|this|his|as|always|business|class|bus|us|gas|yes|plus)\b)[\p{L}]{2,}(?:[^\s\p{P}])*(?<!s)s(?=$|[\s.,;:!?)])/iu,
  },
  capture: captureWords,
  ahead: /\b(?:due|upcoming|coming|planned|scheduled|will|plan|next|deadline|deadlines|agenda)\b/iu,
};
