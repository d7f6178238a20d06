/** `- [ ] call mum 📅 2026-11-20 ⏫ #family` in a Markdown file: a task with its dates, tags and rule. */
import {parseRepeat, type Repeat} from '../../language/repeats.ts';
import {occurrenceOf} from '../../planner/recurrence.ts';
import type {TaskInput} from '../../planner/task.ts';
import {type Clock, isPlainDate} from '../../time.ts';
import {once} from './item.ts';

export interface MarkdownTask {
  readonly input: TaskInput;
  /** Counts from 1. */
  readonly line: number;
  /** A repetition that could not be read. */
  readonly unread?: string;
}

const box = /^\s*(?:[-*+]|\d+[.)])\s+\[(?<mark>[ xX/-])\]\s+(?<text>.+)$/;
const day = String.raw`\s*(?<date>\d{4}-\d\d-\d\d)`;
const repetition = /(?:🔁\s*|\[repeat::\s*)(?<rule>[^📅⏳🛫✅➕❌⏫🔼🔽🔺⏬#[\]]+)\]?/u;
const priorities: readonly (readonly [RegExp, number])[] = [
  [/🔺/u, 5],
  [/⏫/u, 4],
  [/🔼/u, 3],
  [/🔽/u, 2],
  [/⏬/u, 1],
];
const statuses: Readonly<Record<string, TaskInput['status']>> = {
  ' ': 'pending',
  '/': 'in_progress',
  '-': 'cancelled',
};

/** The tasks of a Markdown text, code blocks left out. */
export function* markdownTasks(text: string, clock: Clock): Generator<MarkdownTask> {
  let isCode = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const match = isCode ? null : box.exec(line);
    if (match?.groups) yield taskOf(match.groups, index + 1, clock);
  }
}

function taskOf(
  groups: Record<string, string | undefined>,
  line: number,
  clock: Clock,
): MarkdownTask {
  const {mark = ' ', text = ''} = groups;
  const status = statuses[mark] ?? 'completed';
  const due = dateAfter(text, '📅', 'due');
  const done = dateAfter(text, '✅', 'completion');
  const created = dateAfter(text, '➕', 'created');
  const said = repetition.exec(text)?.groups?.rule?.trim();
  const repeat = said === undefined ? undefined : readRepeat(said, clock);
  const input: TaskInput = {
    title: titleOf(text),
    status,
    due,
    scheduled: dateAfter(text, '⏳', 'scheduled') ?? dateAfter(text, '🛫', 'start'),
    completed_at: status === 'completed' && done !== null ? `${done}T12:00:00.000Z` : null,
    priority: priorities.find(([sign]) => sign.test(text))?.[1] ?? null,
    tags: inlineTags(text),
    ...(created !== null && {created_at: `${created}T00:00:00.000Z`}),
    ...(repeat && due !== null ? repeating(repeat, due, clock) : once),
  };
  const isUnread = said !== undefined && (repeat === undefined || due === null);
  return {input, line, ...(isUnread && {unread: said})};
}

const repeating = (repeat: Repeat, due: string, clock: Clock): TaskInput => ({
  recurrence: repeat.rule,
  recur_from: repeat.from,
  recur_zone: clock.zone,
  occurrence: occurrenceOf(due, clock.zone),
});

function readRepeat(said: string, clock: Clock): Repeat | undefined {
  try {
    return parseRepeat(said.replace(/when done$/, 'after done'), clock);
  } catch {
    return undefined;
  }
}

function dateAfter(text: string, sign: string, name: string): string | null {
  const match = new RegExp(`(?:${sign}\ufe0f?|\\[${name}::|\\b${name}:)${day}`, 'u').exec(text);
  const date = match?.groups?.date ?? '';
  return isPlainDate(date) && !Number.isNaN(Date.parse(date)) ? date : null;
}

/** The words of a task without its signs, dates and tags. */
const titleOf = (text: string): string =>
  text
    .replace(repetition, ' ')
    .replace(/(?:📅|⏳|🛫|✅|➕|❌)\ufe0f?\s*\d{4}-\d\d-\d\d/gu, ' ')
    .replace(/\[\w+::[^\]]*\]|\b(?:due|scheduled|start):\d{4}-\d\d-\d\d/g, ' ')
    .replace(/[🔺⏫🔼🔽⏬]\ufe0f?/gu, ' ')
    .replace(/(?<=^|\s)#[\p{L}\p{N}_/-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 1_000);

/** `#tags` in running text; a `#` in code or an address is none, nor is a number. */
export const inlineTags = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/(?<=^|\s)#(?<tag>[\p{L}\p{N}_/-]*\p{L}[\p{L}\p{N}_/-]*)/gu)].map(
      match => match.groups?.tag ?? '',
    ),
  ),
];
