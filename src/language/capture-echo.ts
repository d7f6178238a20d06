/** What was understood of a line, said back part by part. */
import type {Moment} from '../time.ts';
import type {Dates} from './capture-dates.ts';
import {momentText} from './echo.ts';
import type {Candidate, Line} from './line-part.ts';
import type {Repeat} from './repeats.ts';

/** One thing that was understood: what the words were and what they are taken for. */
export interface Understood {
  readonly part: string;
  readonly text: string;
  readonly meaning: string;
}

export function understoodIn(
  line: Line,
  parts: readonly Candidate[],
  dates: Dates,
): readonly Understood[] {
  return [...parts]
    .sort((a, b) => a.start - b.start)
    .map(part => ({
      part: part.type === 'when' ? part.role : part.type === 'range' ? 'scheduled' : part.type,
      text: line.text.slice(part.start, part.end),
      meaning: meaningOf(part, dates, line),
    }));
}

function meaningOf(part: Candidate, dates: Dates, line: Line): string {
  switch (part.type) {
    case 'repeat': {
      const {rule, from, time} = part.repeat;
      const assumed = time?.assumed === undefined ? '' : `; ${time.assumed}`;
      return `${rule}${from === 'completion' ? ' after done' : ''}${assumed}`;
    }
    case 'range':
      return momentMeaning(dates.scheduled, dates, line);
    case 'when': {
      const moment = part.role === 'scheduled' ? dates.scheduled : dates.due;
      const text = momentMeaning(moment, dates, line);
      const assumed = part.when.time?.assumed;
      return assumed === undefined ? text : `${text}; ${assumed}`;
    }
    default:
      return String(part.value);
  }
}

const momentMeaning = (
  moment: Moment | undefined,
  dates: Dates,
  {clock, language}: Line,
): string =>
  moment === undefined ? timeText(dates.repeat) : momentText(moment, clock.zone, language);

const timeText = (repeat: Repeat | undefined): string =>
  repeat?.time
    ? `${String(repeat.time.hour).padStart(2, '0')}:${String(repeat.time.minute).padStart(2, '0')}`
    : '';
