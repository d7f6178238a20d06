/** What of the kept things matters for one line of a conversation: numbered, dated, and the same every time. */
import type {EntryBase} from '../entries/entry.ts';
import {excerpt} from '../text.ts';
import {
  type Clock,
  dateOf,
  endOf,
  isPlainDate,
  localText,
  nowIso,
  startOfDate,
  today,
} from '../time.ts';
import {type Intent, searchText} from './intent.ts';
import type {AgendaSource, DueTask, FoundHit, KeptSource, RecallSource} from './sources.ts';

/** One entry that a prompt or a quoted answer may hold. */
export interface Item {
  readonly id: string;
  readonly prefix: string;
  readonly kind: string;
  readonly title: string;
  /** The words that matter, some hundred characters. */
  readonly text: string;
  /** When it was kept or said; UTC ISO-8601. */
  readonly createdAt: string;
  /** `due 2026-11-20`, `done 2026-10-02`, `until 2025-01-01`; empty when there is nothing to say. */
  readonly state: string;
  readonly score: number;
}

export interface DueItem extends Item {
  readonly due: string | null;
  readonly isOverdue: boolean;
}

export interface Material {
  /** What the line asks about the calendar, in the person's zone. */
  readonly span: AskedSpan | undefined;
  readonly due: readonly DueItem[];
  readonly found: readonly Item[];
  /** What recall says about itself: how far behind it is. */
  readonly notes: readonly string[];
}

export interface AskedSpan {
  /** Instants, UTC ISO-8601; either may be open. */
  readonly from?: string;
  readonly to?: string;
  /** The words that said it: `this week`. */
  readonly text: string;
}

export interface MaterialSources {
  readonly recall: RecallSource;
  readonly agenda: AgendaSource;
  readonly kept: KeptSource;
  readonly clock: Clock;
  readonly readSpan: (question: string) => AskedSpan | undefined;
}

export interface MaterialRequest {
  readonly text: string;
  readonly intent: Intent;
  /** What the person said before, for follow-ups. */
  readonly before: string | undefined;
  /** Its turns are in the prompt already. */
  readonly conversation: string | undefined;
  /** Most found entries. */
  readonly limit: number;
}

/** Longest text of one item, in characters; a whole small note, or the part of a long one that was found. */
const longestText = 900;

const mostDue = 20;

export async function gatherMaterial(
  sources: MaterialSources,
  request: MaterialRequest,
): Promise<Material> {
  const {text, intent, before, limit} = request;
  const span = sources.readSpan(text);
  const due = dueItems(sources, intent, span);
  if (limit === 0) return {span, due, found: [], notes: []};
  const question = searchText(text, before);
  const {hits, notes} = await sources.recall.recall(question, {limit: limit * 3});
  const shown = new Set(due.map(item => item.id));
  const found = hits
    .filter(hit => !shown.has(hit.id) && !isHere(hit, request.conversation))
    .map(hit => itemOf(hit, sources))
    .filter(item => item !== undefined)
    .slice(0, limit);
  return {span, due, found, notes};
}

const isHere = (hit: FoundHit, conversation: string | undefined): boolean =>
  conversation !== undefined && hit.conversation === conversation;

/** What is due is always known for today; asked for, as far as the question reaches. */
function dueItems(
  {agenda, kept, clock}: MaterialSources,
  intent: Intent,
  span: AskedSpan | undefined,
): readonly DueItem[] {
  const endOfToday = new Date(endOf(today(clock), clock.zone)).toISOString();
  const before = intent.asksDue ? span?.to : endOfToday;
  const tasks = agenda.open(before, mostDue);
  return tasks
    .filter(task =>
      task.due === null ? intent.asksDue && !span : isAsked(task.due, before, clock),
    )
    .map(task => dueItem(task, kept, clock))
    .filter(item => !span?.from || !intent.asksDue || isInSpan(item, span.from, clock));
}

const isAsked = (due: string, before: string | undefined, clock: Clock): boolean =>
  before === undefined || startOf(due, clock.zone) < Date.parse(before);

/** Asked about days to come, what was due earlier is another matter; asked about now, it belongs here. */
const isInSpan = (item: DueItem, from: string, clock: Clock): boolean =>
  Date.parse(from) <= clock.now() ||
  (item.due !== null && startOf(item.due, clock.zone) >= Date.parse(from));

const startOf = (moment: string, zone: string): number =>
  isPlainDate(moment) ? startOfDate(moment, zone) : Date.parse(moment);

function dueItem(task: DueTask, kept: KeptSource, clock: Clock): DueItem {
  const entry = kept.find(task.id);
  const isOverdue = task.due !== null && endOf(task.due, clock.zone) <= clock.now();
  return {
    id: task.id,
    prefix: kept.short(task.id),
    kind: 'task',
    title: task.title,
    text: excerpt(entry?.body ?? '', 200),
    createdAt: entry?.created_at ?? nowIso(clock),
    state: `${task.due === null ? 'no date' : `due ${localText(task.due, clock.zone)}`}${isOverdue ? ', overdue' : ''}`,
    score: 1,
    due: task.due,
    isOverdue,
  };
}

function itemOf(hit: FoundHit, {kept, clock}: MaterialSources): Item | undefined {
  if (hit.kind === 'turn') return turnItem(hit, kept);
  const entry = kept.find(hit.id);
  if (!entry || entry.kind === 'conversation') return undefined;
  return {
    id: hit.id,
    prefix: kept.short(hit.id),
    kind: hit.kind,
    title: entry.title,
    text: bestText(entry.body, hit.snippet),
    createdAt: entry.created_at,
    state: stateOf(entry, clock.zone),
    score: hit.score,
  };
}

/**
 * Something said earlier. What memu itself answered is no source, or it would one day quote its own
 * mistakes; and a question that was asked before is no answer to the same one.
 */
function turnItem(hit: FoundHit, kept: KeptSource): Item | undefined {
  const turn = kept.findTurn(hit.id);
  if (!turn || 'answer' in turn.metadata || 'feedback' in turn.metadata) return undefined;
  if ('asked' in turn.metadata && /\?\s*$/.test(turn.text)) return undefined;
  return {
    id: turn.conversation,
    prefix: kept.short(turn.conversation),
    kind: turn.role === 'user' ? 'said' : `said by ${turn.role}`,
    title: kept.find(turn.conversation)?.title ?? '',
    text: bestText(turn.text, hit.snippet),
    createdAt: turn.at,
    state: '',
    score: hit.score,
  };
}

/** The whole text when it is short; otherwise its beginning and the part that was found. */
function bestText(body: string, snippet: string): string {
  const whole = body.trim();
  if (whole.length <= longestText) return whole;
  const beginning = excerpt(whole, longestText / 3);
  const core = snippet.replace(/…/g, ' ').trim();
  return beginning.includes(core.slice(0, 60))
    ? excerpt(whole, longestText)
    : `${beginning}\n…\n${snippet}`;
}

/** What the kind's own fields say about when and whether. */
function stateOf(entry: EntryBase, zone: string): string {
  const {due, completed_at, status, valid_to, target_date} = entry as EntryBase & {
    readonly due?: string | null;
    readonly completed_at?: string | null;
    readonly status?: string;
    readonly valid_to?: string | null;
    readonly target_date?: string | null;
  };
  if (completed_at) return `done ${localText(completed_at, zone).slice(0, 10)}`;
  if (status === 'cancelled') return 'cancelled';
  if (due) return `due ${localText(due, zone)}`;
  if (target_date) return `by ${target_date}`;
  return valid_to ? `true until ${valid_to.slice(0, 10)}` : '';
}

/** The first and last date of a span, for people; undefined at an open end. */
export function spanDates(
  span: AskedSpan,
  zone: string,
): {readonly first: string | undefined; readonly last: string | undefined} {
  const last = span.to === undefined ? undefined : new Date(Date.parse(span.to) - 1).toISOString();
  return {
    first: span.from === undefined ? undefined : dateOf(span.from, zone),
    last: last === undefined ? undefined : dateOf(last, zone),
  };
}
