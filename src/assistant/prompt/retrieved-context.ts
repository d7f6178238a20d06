/** What of the kept things matters for one line of a conversation: numbered, dated, and the same every time. */
import {type Clock, dateOf, isPlainDate, startOfDate, toIso} from '../../ground/time.ts';
import {type Intent, searchText} from '../reading/intent.ts';
import {type Mention, mentionsIn, withNames} from '../reading/mentions.ts';
import {type DueItem, doneItem, dueItem, foundItem, goalItem, type Item} from './items.ts';
import type {AgendaSource, FoundHit, GoalSource, KeptSource, RecallSource} from './sources.ts';

export interface RetrievedContext {
  /** What the line asks about the calendar, in the person's zone. */
  readonly span: AskedSpan | undefined;
  /** What the line names with `@`; these are found before anything else. */
  readonly mentions: readonly Mention[];
  readonly due: readonly DueItem[];
  /** Goals under way, when they are asked for. */
  readonly goals: readonly Item[];
  /** What was finished, when that is asked for, and in which time; the newest first. */
  readonly done: readonly Item[];
  readonly found: readonly Item[];
  /** What was found besides, and is too much for a prompt. */
  readonly further: readonly Item[];
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

export interface ContextSources {
  readonly recall: RecallSource;
  readonly agenda: AgendaSource;
  readonly goals: GoalSource;
  readonly kept: KeptSource;
  readonly clock: Clock;
  readonly readSpan: (question: string) => AskedSpan | undefined;
}

export interface ContextRequest {
  readonly text: string;
  readonly intent: Intent;
  /** What the person said before, for follow-ups. */
  readonly before: string | undefined;
  /** Its turns are in the prompt already. */
  readonly conversation: string | undefined;
  /** Most found entries. */
  readonly limit: number;
}

const mostDue = 20;
const mostDone = 20;
const daysDone = 7;

export async function retrieveContext(
  sources: ContextSources,
  request: ContextRequest,
): Promise<RetrievedContext> {
  const {text, intent, before, limit} = request;
  const span = sources.readSpan(text);
  const mentions = mentionsIn(text, prefix => sources.kept.findByPrefix(prefix));
  const known = {
    span,
    mentions,
    due: dueItems(sources, intent, span),
    goals: intent.asksGoals ? sources.goals.open().map(goal => goalItem(goal, sources)) : [],
    done: intent.asksDone ? doneItems(sources, span) : [],
  };
  if (limit === 0) return {...known, found: [], further: [], notes: []};
  const question = searchText(withNames(text, mentions), before);
  const {hits, notes} = await sources.recall.recall(question, {limit: limit * 3});
  const shown = new Set([...known.due, ...known.goals, ...known.done].map(item => item.id));
  const named = mentions.map(({entry}) => ({...entry, snippet: '', score: 1}));
  const others = hits.filter(hit => !named.some(({id}) => id === hit.id));
  const found = [...named, ...others]
    .filter(hit => !shown.has(hit.id) && !isHere(hit, request.conversation))
    .map(hit => foundItem(hit, sources))
    .filter(item => item !== undefined);
  return {...known, found: found.slice(0, limit), further: found.slice(limit), notes};
}

/** What a prompt may hold, in the order in which it is numbered. */
export const promptItems = ({due, goals, done, found}: RetrievedContext): readonly Item[] => [
  ...due,
  ...goals,
  ...done,
  ...found,
];

const isHere = (hit: FoundHit, conversation: string | undefined): boolean =>
  conversation !== undefined && hit.conversation === conversation;

/** What is due, as far as the question reaches; nothing when something else is asked. */
function dueItems(
  sources: ContextSources,
  intent: Intent,
  span: AskedSpan | undefined,
): readonly DueItem[] {
  if (!intent.asksDue) return [];
  const {agenda, clock} = sources;
  const before = span?.to;
  const tasks = agenda.open(before, mostDue);
  return tasks
    .filter(task => (task.due === null ? !span : isAsked(task.due, before, clock)))
    .map(task => dueItem(task, sources))
    .filter(item => !span?.from || isInSpan(item, span.from, clock));
}

/** What was finished in the time that is asked about, otherwise in the last days. */
function doneItems(sources: ContextSources, span: AskedSpan | undefined): readonly Item[] {
  const {agenda, clock} = sources;
  const now = clock.now();
  const from = span?.from ?? toIso(now - daysDone * 86_400_000);
  return agenda.done(from, span?.to ?? toIso(now), mostDone).map(task => doneItem(task, sources));
}

const isAsked = (due: string, before: string | undefined, clock: Clock): boolean =>
  before === undefined || startOf(due, clock.zone) < Date.parse(before);

/** Asked about days to come, what was due earlier is another matter; asked about now, it belongs here. */
const isInSpan = (item: DueItem, from: string, clock: Clock): boolean =>
  Date.parse(from) <= clock.now() ||
  (item.due !== null && startOf(item.due, clock.zone) >= Date.parse(from));

const startOf = (moment: string, zone: string): number =>
  isPlainDate(moment) ? startOfDate(moment, zone) : Date.parse(moment);

/** The first and last date of a span, for people; undefined at an open end. */
export function spanDates(
  span: AskedSpan,
  zone: string,
): {readonly first: string | undefined; readonly last: string | undefined} {
  const last = span.to === undefined ? undefined : toIso(Date.parse(span.to) - 1);
  return {
    first: span.from === undefined ? undefined : dateOf(span.from, zone),
    last: last === undefined ? undefined : dateOf(last, zone),
  };
}
