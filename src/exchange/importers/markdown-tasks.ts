/** `- [ ] call mum 📅 2026-11-20 ⏫ #family` in a Markdown file: a task with its dates, tags and rule. */

import {type Clock, isCalendarDate} from '../../ground/time.ts';
import {parseRepeat, type Repeat} from '../../language/repeats.ts';
import {inShortMonths} from '../../planner/tasks/rule-text.ts';
import type {TaskInput} from '../../planner/tasks/task.ts';
import {once} from './item.ts';
import {withoutLastLabels} from './label-words.ts';
import {proseOf} from './markdown-prose.ts';

export interface MarkdownTask {
  readonly input: TaskInput;
  /** Its words without any sign or tag: what it is told apart by. */
  readonly key: string;
  /** Counts from 1. */
  readonly line: number;
  /** Line of the task that it is indented under. */
  readonly parent?: number;
  /** What other tasks call it (`🆔 dcf64c`), and those that come before it (`⛔ dcf64c`). */
  readonly mark?: string;
  readonly after: readonly string[];
  /** A repetition that could not be read. */
  readonly unread?: string;
  /** What stands where a date should, and is none. */
  readonly noDates: readonly string[];
  /** A sign in the box that is none of the usual ones. */
  readonly unknown?: string;
}

// In a list, in a quote or callout, or as the heading of a to-do of nb.
const box =
  /^(?<indent>[\s>]*)(?:(?:[-*+]|\d+[.)])|(?<heading>#))\s+\[(?<mark>.)\]\s+(?<text>.*\S)\s*$/u;
const day = String.raw`\s*(?<date>\d{4}-\d\d-\d\d)`;
const signs = '📅📆🗓⏳⌛🛫✅➕❌⏫🔼🔽🔺⏬🆔⛔🏁';
const repetition = new RegExp(
  `(?:🔁\\ufe0f?\\s*|[[(]repeat::\\s*)(?<rule>[^${signs}#[\\]()]+)[\\])]?`,
  'u',
);
const marks = String.raw`[\w-]+(?:\s*,\s*[\w-]+)*`;
const priorities: readonly (readonly [RegExp, number])[] = [
  [/🔺|[[(]priority::\s*highest/u, 5],
  [/⏫|[[(]priority::\s*high/u, 4],
  [/🔼|[[(]priority::\s*medium/u, 3],
  [/🔽|[[(]priority::\s*low(?!est)/u, 2],
  [/⏬|[[(]priority::\s*lowest/u, 1],
];
const statuses: Readonly<Record<string, TaskInput['status']>> = {
  ' ': 'pending',
  x: 'completed',
  X: 'completed',
  '/': 'in_progress',
  '-': 'cancelled',
};

/** The tasks of a Markdown text, code blocks left out. */
export function* markdownTasks(text: string, clock: Clock): Generator<MarkdownTask> {
  const lines = text.split('\n');
  const prose = proseOf(text).split('\n');
  const above: {readonly indent: number; readonly line: number}[] = [];
  const dueHeadings = lines.flatMap((line, index) => (/^##\s+Due\s*$/i.test(line) ? [index] : []));
  for (const [index, line] of lines.entries()) {
    // A code span in a task is part of its words; a task within code is none.
    const match = /\S/.test(prose[index] ?? '') ? box.exec(line) : null;
    if (!match?.groups) {
      // A paragraph ends a list, and no to-do that is a whole file; a further line of an item ends nothing.
      const isText = /^\S/.test(line) && !/^(?:[-*+>]|\d+[.)])/.test(line);
      while (isText && (above.at(-1)?.indent ?? -1) >= 0) above.pop();
      continue;
    }
    const {indent = '', heading} = match.groups;
    const depth = heading === undefined ? indent.replaceAll('\t', '    ').length : -1;
    while ((above.at(-1)?.indent ?? -2) >= depth) above.pop();
    const parent = above.at(-1)?.line;
    above.push({indent: depth, line: index + 1});
    const task = taskOf(match.groups, index + 1, clock);
    const due = heading === undefined ? null : dueBelow(lines, index + 1, dueHeadings);
    const input = due === null ? task.input : {...task.input, due};
    yield {...task, input, ...(parent !== undefined && {parent})};
  }
}

/** Blank lines between a heading and what stands below it, at most. */
const mostBlank = 20;

/** A to-do of nb says its date below the heading "Due". */
function dueBelow(
  lines: readonly string[],
  from: number,
  headings: readonly number[],
): string | null {
  const at = headings.find(heading => heading >= from);
  if (at === undefined) return null;
  const said = lines.slice(at + 1, at + 1 + mostBlank).find(line => line.trim() !== '');
  const date = /\d{4}-\d\d-\d\d/.exec(said ?? '')?.[0] ?? '';
  return isCalendarDate(date) ? date : null;
}

function taskOf(
  groups: Record<string, string | undefined>,
  line: number,
  clock: Clock,
): MarkdownTask {
  const {mark = ' ', text = ''} = groups;
  const status = statuses[mark] ?? 'pending';
  const start = dateAfter(text, '[⏳⌛]', 'scheduled') ?? dateAfter(text, '🛫', 'start');
  const own = dateAfter(text, '[📅📆🗓]', 'due');
  const done = dateAfter(text, '✅', 'completion');
  const created = dateAfter(text, '➕', 'created');
  const said = repetition.exec(text)?.groups?.rule?.trim();
  const repeat = said === undefined ? undefined : readRepeat(said, clock);
  // It repeats from any of its dates; what memu repeats has one on which it is due.
  const due = own ?? (repeat ? start : null);
  const input: TaskInput = {
    title: titleOf(text),
    status,
    due,
    scheduled: start,
    completed_at: status === 'completed' && done !== null ? `${done}T12:00:00.000Z` : null,
    priority: priorities.find(([sign]) => sign.test(text))?.[1] ?? null,
    tags: inlineTags(text),
    ...(created !== null && {created_at: `${created}T00:00:00.000Z`}),
    ...(repeat && due !== null ? repeating(repeat, due, clock) : once),
  };
  const isUnread = said !== undefined && (repeat === undefined || due === null);
  const id = marksAfter(text, '🆔', 'id')[0];
  const words = wordsOf(text);
  return {
    ...{input, line, after: marksAfter(text, '⛔', 'dependsOn')},
    key: words.replace(tags, ' ').replace(/\s+/g, ' ').trim().slice(0, 1_000),
    noDates: [...text.matchAll(anyDate)]
      .map(match => match.groups?.date ?? '')
      .filter(date => !isCalendarDate(date)),
    ...(id !== undefined && {mark: id}),
    ...(isUnread && {unread: said}),
    ...(statuses[mark] === undefined && {unknown: mark}),
  };
}

function marksAfter(text: string, sign: string, name: string): readonly string[] {
  const match = new RegExp(`(?:${sign}\\ufe0f?|[[(]${name}::)\\s*(?<marks>${marks})`, 'u').exec(
    text,
  );
  return match?.groups?.marks?.split(/\s*,\s*/) ?? [];
}

const repeating = (repeat: Repeat, due: string, clock: Clock): TaskInput => ({
  recurrence: repeat.from === 'schedule' ? inShortMonths(repeat.rule, due) : repeat.rule,
  recur_from: repeat.from,
  recur_zone: clock.zone,
  occurrence: due,
});

function readRepeat(said: string, clock: Clock): Repeat | undefined {
  try {
    return parseRepeat(said.replace(/when done$/, 'after done'), clock);
  } catch {
    return undefined;
  }
}

function dateAfter(text: string, sign: string, name: string): string | null {
  const match = new RegExp(`(?:${sign}\\ufe0f?|[[(]${name}::|\\b${name}:)${day}`, 'u').exec(text);
  const date = match?.groups?.date ?? '';
  return isCalendarDate(date) ? date : null;
}

const anyDate = new RegExp(
  `(?:[📅📆🗓⏳⌛🛫✅➕❌]\\ufe0f?|[[(]\\w+::|\\b(?:due|scheduled|start):)${day}`,
  'gu',
);
const tags = /(?<=^|\s)#[\p{L}\p{N}_/-]+/gu;
const datedSigns = /[📅📆🗓⏳⌛🛫✅➕❌]\ufe0f?\s*\d{4}-\d\d-\d\d/gu;
const markedSigns = new RegExp(`[🆔⛔]\\ufe0f?\\s*${marks}|🏁\\ufe0f?\\s*\\w+`, 'gu');

/** The words of a task without the tags behind them; those between them are part of what it says. */
const titleOf = (text: string): string =>
  withoutLastLabels(wordsOf(text).split(' '), /^#(?=[\p{N}_/-]*\p{L})[\p{L}\p{N}_/-]+$/u)
    .join(' ')
    .slice(0, 1_000);

/** The words and tags of a task without its signs and dates. */
const wordsOf = (text: string): string =>
  text
    .replace(repetition, ' ')
    .replace(datedSigns, ' ')
    .replace(markedSigns, ' ')
    .replace(
      /\[\w{1,40}::[^\][]{0,300}\]|\(\w{1,40}::[^()]{0,300}\)|\b(?:due|scheduled|start):\d{4}-\d\d-\d\d/g,
      ' ',
    )
    .replace(/[🔺⏫🔼🔽⏬]\ufe0f?/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** `#tags` in running text; a `#` in code or an address is none, nor is a number. */
export const inlineTags = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/(?<=^|\s)#(?<tag>[\p{L}\p{N}_/-]*\p{L}[\p{L}\p{N}_/-]*)/gu)].map(
      match => match.groups?.tag ?? '',
    ),
  ),
];
