/** What English leaves open about a day or a time, so that no one of them is taken. */

import {leading, phrasePattern} from '../grammar/pattern.ts';
import type {Pattern} from '../grammar/pattern-set.ts';
import type {OpenSaying} from '../grammar/phrases.ts';
import {amount, half, month, unit, weekdayWord} from './words.ts';

const clock = String.raw`\d{1,2}(?:[:.]\d\d)?`;
const bare = (named: string): string => named.replaceAll(/\(\?<\w+>/g, '(?:');
const months = bare(month);
const part = 'morning|afternoon|evening|night';

/** After a day, a time or a repetition: another one, said in fewer words ("or so", "or 6pm"). */
export const orElse: Pattern<true> = leading(
  `(?:,? \\(?or | ?/ ?)(?:(?:in |by |on |at )?(?:so|noon|midnight|[a-z]+ly|more|two|three|a few|a couple|later|earlier|${part}|${weekdayWord}|today|tomorrow|${months}|${clock}(?: ?[ap]m|st|nd|rd|th)?)|every [a-z]+|the (?:${part}|day|week|weekend|month|year|one|next|following)(?: (?:after|before|day|week|month|year))*)(?![a-z\\d])\\)?`,
);

const several: OpenSaying = {
  why: 'names several days or times',
  hint: 'Say one of them, like due:fri or at 17:00',
};
const called: OpenSaying = {
  why: 'is what a certain day is called',
  hint: 'Say its date if it is due then, like due:2027-04-18',
};

const partial: OpenSaying = {
  why: 'is no whole number of days',
  hint: 'Say the date if it is due then, like due:2027-04-18',
};

const nth = String.raw`\d{1,2}(?:st|nd|rd|th)`;
const also = ' ?(?:or|/) ?';

export const open: readonly Pattern<OpenSaying>[] = [
  phrasePattern(
    `(?:in|within|every|after) ${bare(amount)}(?: ?[-–] ?| to | or )${bare(amount)} ?${bare(unit)}`,
    () => several,
  ),
  phrasePattern(
    `(?:at |between |around )?${clock}(?:${bare(half)})? ?(?:or|/|and) ?${clock} ?${bare(half)}`,
    () => several,
  ),
  phrasePattern('(?:this|next|last) or (?:the )?(?:this|next|following) [a-z]+', () => several),
  phrasePattern(`(?:in |by )?${months}${also}${months}`, () => several),
  phrasePattern(
    `(?:by |on )?(?:the )?${nth}${also}(?:the )?${nth}(?:(?: of)? ${months})?`,
    () => several,
  ),
  phrasePattern(String.raw`(?:on )?\d{1,2}${also}\d{1,2} ${months}`, () => several),
  phrasePattern("between christmas and new year(?:'s)?", () => several),
  phrasePattern(`(?:in|within) ${bare(amount)} ${bare(unit)} and a half`, () => partial),
  phrasePattern(`(?:in|within) ${bare(amount)} and a half ${bare(unit)}`, () => partial),
  phrasePattern(
    `(?:black|good|cyber|ash|easter|palm|maundy|shrove|fat|giving|super|whit|holy) (?:${weekdayWord})`,
    () => called,
  ),
];
