/** todo.txt: one task a line, `x 2026-11-20 2026-11-18 (A) title +project @context due:2026-12-01 rec:+1w`. */

import {derivedId} from '../../ground/ids.ts';
import type {Json} from '../../ground/json.ts';
import {type Clock, isCalendarDate} from '../../ground/time.ts';
import {inShortMonths} from '../../planner/tasks/rule-text.ts';
import type {TaskInput} from '../../planner/tasks/task.ts';
import type {Importer} from './importer.ts';
import {bad, flaw, type ImportedItem, Occurrences, once, unmapped} from './item.ts';
import {withoutLastLabels} from './label-words.ts';
import {ruleOfPeriod} from './period.ts';

/** @public read by `npm run docs` */
export const importers: readonly Importer[] = [
  {
    name: 'todo.txt',
    about: 'A todo.txt file',
    takes: 'a file',
    counts: 'lines',
    order: 20,
    read: async (source, clock) => readTodoTxt(await source.text(), clock),
  },
];

const date = String.raw`\d{4}-\d\d-\d\d`;
const linePattern = new RegExp(
  `^(?<done>x )?(?:\\((?<priority>[A-Z])\\) )?(?:(?<first>${date}) )?(?:(?<second>${date}) )?(?<rest>.*)$`,
);

export function* readTodoTxt(text: string, clock: Clock): Generator<ImportedItem> {
  const occurrences = new Occurrences();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '').trim();
    if (line !== '') yield* readLine(line, index + 1, occurrences, clock);
  }
}

function* readLine(
  line: string,
  number: number,
  occurrences: Occurrences,
  clock: Clock,
): Generator<ImportedItem> {
  const {done, priority, first, second, rest = ''} = linePattern.exec(line)?.groups ?? {};
  const {words, keys} = split(rest);
  const title = words.join(' ');
  if (title === '') return yield bad(number, 'it has no title');
  for (const name of ['due', 't']) {
    const said = keys.get(name);
    if (said !== undefined && !isCalendarDate(said))
      yield flaw(number, `${name}:${said} is no date`);
  }
  const created = done === undefined ? first : second;
  const repeat = repeatOf(keys, clock);
  const date = (name: string): string | null => {
    const said = keys.get(name);
    return said !== undefined && isCalendarDate(said) ? said : null;
  };
  if (keys.has('rec') && repeat === undefined) yield unmapped(`todo.txt rec:${keys.get('rec')}`);
  for (const name of keys.keys()) if (!known.has(name)) yield unmapped(`todo.txt ${name}:`);
  const letter = priority ?? keys.get('pri')?.toUpperCase();
  const input: TaskInput = {
    title,
    status: done === undefined ? 'pending' : 'completed',
    completed_at: done === undefined ? null : noon(first ?? created ?? null),
    priority: letter === undefined ? null : Math.max(1, 5 - (letter.charCodeAt(0) - 65)),
    tags: labels(rest),
    due: date('due'),
    scheduled: date('t'),
    metadata: leftovers(keys, repeat !== undefined),
    ...(created !== undefined && {created_at: `${created}T00:00:00.000Z`}),
    ...(repeat ?? once),
  };
  // What may change (done, priority, due) is no part of its id; the same words again are another task.
  const key = JSON.stringify([created ?? '', unlabelled(words)]);
  const id = derivedId('import', 'todo.txt', key, occurrences.next(key));
  yield {type: 'task', id, line: number, input: repeat ? {...input, series_id: id} : input};
}

const known = new Set(['due', 't', 'pri', 'rec']);

interface Split {
  readonly words: readonly string[];
  readonly keys: ReadonlyMap<string, string>;
}

/** Words that stay in the title, and `key:value` pairs; links are words. */
function split(rest: string): Split {
  const keys = new Map<string, string>();
  const words = rest.split(/\s+/).filter(word => {
    const match = /^(?<key>[A-Za-z][\w-]*):(?<value>[^\s/][^\s]*)$/.exec(word);
    if (match?.groups?.key === undefined) return word !== '';
    keys.set(match.groups.key.toLowerCase(), match.groups.value ?? '');
    return false;
  });
  return {words: withoutLastLabels(words, /^[+@]\S/), keys};
}

const labels = (rest: string): string[] =>
  rest.split(/\s+/).flatMap(word => (/^[+@]\S/.test(word) ? [word.slice(1)] : []));

/** What a line is told apart by: its words without any label, so that labels may change. */
const unlabelled = (words: readonly string[]): string =>
  words.filter(word => !/^[+@]\S/.test(word)).join(' ');

const noon = (day: string | null): string | null => (day === null ? null : `${day}T12:00:00.000Z`);

const leftovers = (
  keys: ReadonlyMap<string, string>,
  isRepeatRead: boolean,
): {[name: string]: Json} =>
  Object.fromEntries(
    [...keys].filter(([name]) => !known.has(name) || (name === 'rec' && !isRepeatRead)),
  );

/** `rec:+1w` counts from the due date, `rec:1w` from the day it was done. */
function repeatOf(keys: ReadonlyMap<string, string>, clock: Clock): TaskInput | undefined {
  const said = keys.get('rec');
  if (said === undefined) return undefined;
  const period = said.replace(/^\+/, '');
  // No rule counts several working days; one of them is every weekday.
  const rule = /^1?b$/.test(period)
    ? 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'
    : ruleOfPeriod(period, clock);
  const due = keys.get('due') ?? '';
  if (rule === undefined || !isCalendarDate(due)) return undefined;
  return {
    recurrence: said.startsWith('+') ? inShortMonths(rule, due) : rule,
    recur_from: said.startsWith('+') ? 'schedule' : 'completion',
    recur_zone: clock.zone,
    occurrence: due,
  };
}
