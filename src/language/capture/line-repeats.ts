/** Repetition in a line: taken where it certainly is one, named where it may be part of the words. */

import {endOfMatch} from '../grammar/scan.ts';
import {repeatAt} from '../repeats.ts';
import type {Ambiguity, CapturedLine, Reader} from './line-part.ts';

export const repeatReader: Reader = ({text, clock, language}, start) => {
  const found = repeatAt(text, start, clock, language);
  if (!found) return undefined;
  if (endOfMatch(language.leads.orElse, text, found.end) !== undefined) return undefined;
  const isShy = language.leads.shyRepeat.test(text.slice(start, found.end));
  if (isShy && !language.leads.closes.test(text.slice(found.end))) return undefined;
  return {type: 'repeat', repeat: found.value, start, end: found.end};
};

export function shyRepeatAt(
  {text, clock, language}: CapturedLine,
  start: number,
): Ambiguity | undefined {
  const found = repeatAt(text, start, clock, language);
  if (!found || language.leads.guard.test(text.slice(0, start))) return undefined;
  const other = endOfMatch(language.leads.orElse, text, found.end);
  if (other !== undefined) {
    const said = text.slice(start, other);
    const hint = 'Say which: every monday and tuesday, every 3 days';
    return {
      unclear: {text: said, why: 'leaves open when it repeats', hint, about: 'repeat'},
      end: other,
    };
  }
  const hint = `Say every:${found.value.rule} if it repeats`;
  const said = text.slice(start, found.end);
  return {
    unclear: {text: said, why: 'may say how often or be part of the words', hint, about: 'repeat'},
    end: found.end,
  };
}
