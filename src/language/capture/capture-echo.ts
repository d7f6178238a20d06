/** What was understood of a line, said back part by part. */
import type {Moment} from '../../ground/time.ts';
import {dateText, momentText} from '../format-moment.ts';
import {minutesBetween, type Repeat} from '../repeats.ts';
import type {Dates} from './capture-dates.ts';
import type {CapturedLine, LinePart} from './line-part.ts';

/** One thing that was understood: what the words were and what they are taken for. */
export interface Understood {
  readonly part: string;
  readonly text: string;
  readonly meaning: string;
}

export function understoodIn(
  line: CapturedLine,
  parts: readonly LinePart[],
  dates: Dates,
): readonly Understood[] {
  return [...parts]
    .sort((a, b) => a.start - b.start)
    .map(part => ({
      part: nameOf(part, dates),
      text: line.text.slice(part.start, part.end),
      meaning: meaningOf(part, dates, line),
    }));
}

/** A day beside "2pm-3pm" is the one that it is planned for. */
function nameOf(part: LinePart, dates: Dates): string {
  if (part.type === 'range' || part.type === 'days') return 'scheduled';
  if (part.type !== 'when') return part.type;
  return part.role === 'due' && dates.due === undefined && dates.scheduled !== undefined
    ? 'scheduled'
    : part.role;
}

function meaningOf(part: LinePart, dates: Dates, line: CapturedLine): string {
  switch (part.type) {
    case 'repeat': {
      const {rule, from, time, except = []} = part.repeat;
      const assumed = time?.assumed === undefined ? '' : `; ${time.assumed}`;
      const left = except.map(date => dateText(Temporal.PlainDate.from(date), line.language));
      const without = left.length === 0 ? '' : ` except ${left.join(', ')}`;
      return `${rule}${from === 'completion' ? ' after done' : ''}${without}${timeOf(part.repeat)}${assumed}`;
    }
    case 'range':
      return `${momentMeaning(dates.scheduled, dates, line)}, ${minutesBetween(part.from, part.to)} min`;
    case 'days':
      return `${momentMeaning(part.from, dates, line)} to ${momentMeaning(part.to, dates, line)}`;
    case 'when': {
      const moment = nameOf(part, dates) === 'scheduled' ? dates.scheduled : dates.due;
      const text = momentMeaning(moment, dates, line);
      const assumed = part.when.time?.assumed;
      return assumed === undefined ? text : `${text}; ${assumed}`;
    }
    default:
      return String(part.value);
  }
}

/** ` at 09:00, 60 min`, as far as it was said. */
const timeOf = (repeat: Repeat): string =>
  [
    repeat.time && !repeat.rule.includes('BYHOUR') ? ` at ${timeText(repeat)}` : '',
    repeat.minutes === undefined ? '' : `, ${repeat.minutes} min`,
  ].join('');

const momentMeaning = (
  moment: Moment | undefined,
  dates: Dates,
  {clock, language}: CapturedLine,
): string =>
  moment === undefined ? timeText(dates.repeat) : momentText(moment, clock.zone, language);

const timeText = (repeat: Repeat | undefined): string =>
  repeat?.time
    ? `${String(repeat.time.hour).padStart(2, '0')}:${String(repeat.time.minute).padStart(2, '0')}`
    : '';
