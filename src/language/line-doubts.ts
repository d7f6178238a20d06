/** What a line leaves open, said in words with the way to say it for certain. */
import {readings} from './dates.ts';
import {datesAt, verdict} from './line-dates.ts';
import type {Candidate, Doubt, Line} from './line-part.ts';
import {shyRepeatAt} from './line-repeats.ts';
import {exceptionEnd, numberEnd} from './open-days.ts';
import {resolveWhen} from './resolve.ts';

export function doubtAt(line: Line, start: number): Doubt | undefined {
  const {text, clock, language} = line;
  const except = exceptionEnd(text, start, language);
  if (except !== undefined) {
    const hint = 'Say the days that it is on';
    const why = 'says when it is not';
    return {unclear: {text: text.slice(start, except), why, hint, about: 'date'}, end: except};
  }
  for (const led of datesAt(line, start)) {
    if (verdict(led, line, start) !== 'unclear') continue;
    const said = text.slice(start, led.end);
    if (led.isSeveral) {
      const hint = 'Say one day, or "every" before them if it repeats';
      return {unclear: {text: said, why: 'names several days', hint, about: 'day'}, end: led.end};
    }
    const moment = resolveWhen(led.when, clock)?.moment;
    const hint =
      readings(led.when, clock) ??
      (moment === undefined ? '' : `Say due:${moment.slice(0, 16)} if it is a date`);
    const why =
      moment === undefined ? 'is not one certain date' : 'may be a date or part of the words';
    const about = moment === undefined ? 'day' : 'date';
    return {unclear: {text: said, why, hint, about}, end: led.end};
  }
  return shyRepeatAt(line, start);
}

/** "Dinner tomorrow 7", "today 25:00": a number beside a date that has no time. */
export function leftAfter(found: Candidate, {text, language}: Line): Doubt | undefined {
  const isOpen =
    found.type === 'repeat'
      ? !found.repeat.time
      : found.type === 'when' && found.when.day !== undefined && !found.when.time;
  const end = isOpen ? numberEnd(text, found.end, language) : undefined;
  if (end === undefined) return undefined;
  const said = text.slice(found.end, end).replace(/^[\s,]+/, '');
  const hint = 'Say it like 19:00 or 7pm if it is a time';
  return {unclear: {text: said, why: 'may be a time', hint, about: 'date'}, end};
}
