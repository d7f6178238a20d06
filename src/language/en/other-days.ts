/** Days that are said by another one: "the last friday of january", "monday fortnight", "two weeks from monday". */

import {phrasePattern} from '../grammar/pattern.ts';
import type {Groups, Pattern} from '../grammar/pattern-set.ts';
import type {Day, When} from '../grammar/phrases.ts';
import {
  amount,
  month,
  monthOf,
  numberOf,
  place,
  placeNumber,
  relative,
  weekday,
  weekdayOf,
  whichOf,
  yearNumber,
  yearOf,
} from './words.ts';

const on = (day: Day): When => ({day});

/** More words than the ways that begin alike, so they are looked for first. */
export const otherDays: readonly Pattern<When>[] = [
  phrasePattern(`${weekday} fortnight`, g =>
    on({type: 'weekday', weekday: weekdayOf(g.weekday), which: 'coming', weeks: 2}),
  ),
  phrasePattern(`(?:the )?${place} to last ${weekday} (?:of|in) ${month}(?:,? ${yearNumber})?`, g =>
    on({
      ...{type: 'placed', place: -placeNumber(g.place), weekday: weekdayOf(g.weekday)},
      ...{month: monthOf(g.month), ...yearOf(g)},
    }),
  ),
  phrasePattern(`(?:the )?${place} ${weekday} (?:of|in) ${month}(?:,? ${yearNumber})?`, g =>
    on({
      ...{type: 'placed', place: placeNumber(g.place), weekday: weekdayOf(g.weekday)},
      ...{month: monthOf(g.month), ...yearOf(g)},
    }),
  ),
  phrasePattern(`(?:the )?${place} ${weekday} (?:of|in) (?<which>this|next) month`, g =>
    on({
      ...{type: 'placed', place: placeNumber(g.place), weekday: weekdayOf(g.weekday)},
      months: whichOf(g.which),
    }),
  ),
  phrasePattern(`(?:the )?last day (?:of|in) ${month}(?:,? ${yearNumber})?`, g =>
    on({type: 'month', month: monthOf(g.month), ...yearOf(g), edge: 'end'}),
  ),
  phrasePattern(`${weekday} of (?<which>this|next) week`, g =>
    on({type: 'weekday of', weekday: weekdayOf(g.weekday), week: whichOf(g.which)}),
  ),
  phrasePattern(`(?:in )?${amount} weeks?(?:' time)?,? (?:on )?${weekday}`, g =>
    on({type: 'weekday of', weekday: weekdayOf(g.weekday), week: numberOf(g.amount)}),
  ),
  phrasePattern(`${amount} weeks? (?:from|after) ${weekday}`, g =>
    on({
      ...{type: 'weekday', weekday: weekdayOf(g.weekday), which: 'coming'},
      weeks: numberOf(g.amount),
    }),
  ),
  phrasePattern(`${amount} (?<unit>days?|weeks?) (?:from|after) (?<word>today|tomorrow)`, g => {
    const days = numberOf(g.amount) * (/^w/i.test(g.unit ?? '') ? 7 : 1);
    return on({type: 'relative', days: days + (relative[(g.word ?? '').toLowerCase()] ?? 0)});
  }),
  phrasePattern('(?<word>today|tomorrow) (?<unit>week|fortnight)', g =>
    on({
      type: 'relative',
      days: (relative[(g.word ?? '').toLowerCase()] ?? 0) + (/^f/i.test(g.unit ?? '') ? 14 : 7),
    }),
  ),
  phrasePattern(`(?:in|within) ${amount} (?<unit>hours?|days?) and a half`, g => on(halfMore(g))),
  phrasePattern(`(?:in|within) ${amount} and a half (?<unit>hours?|days?)`, g => on(halfMore(g))),
];

/** "An hour and a half", "two and a half days". */
function halfMore(groups: Groups): Day {
  const halves = 2 * numberOf(groups.amount) + 1;
  return /^h/i.test(groups.unit ?? '')
    ? {type: 'offset', amount: halves * 30, unit: 'minute'}
    : {type: 'offset', amount: halves * 12, unit: 'hour'};
}
