/**
 * What a model, a program or a form says of a task part by part, read as `memu add` reads a line: one
 * reading for cards, plans and proposals.
 */
import type {Clock, Moment} from '../../ground/time.ts';
import {type Capture, parseCapture} from '../../language/capture/capture.ts';
import type {Repeat} from '../../language/repeats.ts';

/** Each as words ("fri 9am", "every monday", "1h30") or as a program writes it (ISO-8601, RRULE, cron). */
export interface SaidDeps {
  readonly due?: unknown;
  /** The time of day: "7am", "07:00". */
  readonly time?: unknown;
  readonly repeat?: unknown;
  readonly minutes?: unknown;
  readonly areas?: unknown;
}

export interface ReadDeps {
  readonly due?: Moment;
  readonly repeat?: Repeat;
  readonly minutes?: number;
  readonly areas: readonly string[];
  /** What could not be read, as it was said. */
  readonly unread: readonly string[];
}

/** Never throws: what cannot be read is named in `unread`, and the rest counts. */
export function readParts(said: SaidDeps, clock: Clock): ReadDeps {
  const time = textOf(said.time);
  const [due, repeat] = [textOf(said.due), repeatText(said.repeat)];
  const at = time === '' ? '' : ` at ${time}`;
  const dates = repeat === '' ? key('due', due === '' ? time : `${due}${at}`) : key('due', due);
  const whole = read([dates, key('every', repeat === '' ? '' : `${repeat}${at}`)], clock);
  // A rule or a cron expression has no room for words behind it.
  const capture =
    whole.unclear.length > 0 && at !== '' ? withTime({due, repeat, time}, clock) : whole;
  const others = read([key('minutes', minutesText(said.minutes)), ...areaKeys(said.areas)], clock);
  return {
    ...(capture.due !== undefined && {due: capture.due}),
    ...(capture.repeat && {repeat: capture.repeat}),
    ...((others.minutes ?? capture.minutes) !== undefined && {
      minutes: others.minutes ?? capture.minutes,
    }),
    areas: others.areas,
    unread: [...capture.unclear, ...others.unclear].map(({text}) => text),
  };
}

/** A title that no date is read from. */
const anyTitle = '"task"';

const read = (keys: readonly string[], clock: Clock): Capture =>
  parseCapture([anyTitle, ...keys.filter(word => word !== '')].join(' '), clock, {kind: 'task'});

function withTime(
  {due, repeat, time}: {readonly due: string; readonly repeat: string; readonly time: string},
  clock: Clock,
): Capture {
  const capture = read([key('due', due), key('every', repeat)], clock);
  const {repeat: hour} = read([key('every', `day at ${time}`)], clock);
  if (!capture.repeat || !hour?.time || capture.repeat.time) return capture;
  return {...capture, repeat: {...capture.repeat, time: hour.time}};
}

const key = (name: string, text: string): string => (text === '' ? '' : `${name}:"${text}"`);

const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .toWellFormed()
        .replace(/["\s]+/g, ' ')
        .trim()
        .slice(0, 200)
    : '';

/** "once", "none" and their like say that it does not repeat. */
const repeatText = (value: unknown): string => {
  const text = textOf(value);
  return /^(?:no|none|never|once|one[ -]?time|null|false|n\/a|-)$/i.test(text) ? '' : text;
};

/** `45`, `"45 min"`, `"1h30"` */
function minutesText(value: unknown): string {
  if (typeof value === 'number') return value >= 1 ? String(Math.round(value)) : '';
  const text = textOf(value);
  const [, hours, rest] =
    /^(\d+) ?h(?:ours?|rs?)? ?(?:(\d+) ?(?:m|min(?:ute)?s?)?)?$/i.exec(text) ?? [];
  if (hours !== undefined) return String(Number(hours) * 60 + Number(rest ?? 0));
  return text.replace(/ ?(?:m|min(?:ute)?s?)$/i, '');
}

const areaKeys = (value: unknown): readonly string[] =>
  [value]
    .flat()
    .map(textOf)
    .filter(text => text !== '')
    .map(text => key('area', text));
