/** What recall and the agenda know, as items for a prompt or a quoted answer. */
import {type EntryBase, isOfKind} from '../../entries/entry.ts';
import {excerpt} from '../../ground/text.ts';
import {type Clock, endOf, localText, nowIso} from '../../ground/time.ts';
import {memoryKind} from '../../memories/memory.ts';
import {goalKind} from '../../planner/goals/goal.ts';
import {type Task, taskKind} from '../../planner/tasks/task.ts';
import type {
  DueTask,
  FinishedTask,
  FoundHit,
  GoalSource,
  KeptSource,
  KnownGoal,
} from './sources.ts';

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
  /** Found by what it means, which needs no word in common. */
  readonly isByMeaning?: boolean;
}

export interface DueItem extends Item {
  readonly due: string | null;
  /** Id of the goal it serves. */
  readonly goal: string | null;
  readonly isOverdue: boolean;
}

export interface ItemSources {
  readonly kept: KeptSource;
  readonly goals: GoalSource;
  readonly clock: Clock;
}

/** Longest text of one item, in characters; a whole small note, or the part of a long one that was found. */
const longestText = 900;

export function dueItem(task: DueTask, {kept, clock}: ItemSources): DueItem {
  const isOverdue = task.due !== null && endOf(task.due, clock.zone) <= clock.now();
  return {
    id: task.id,
    prefix: kept.short(task.id),
    kind: 'task',
    title: task.title,
    text: excerpt(task.body, 200),
    createdAt: task.created_at,
    state: `${task.due === null ? 'no date' : `due ${localText(task.due, clock.zone)}`}${isOverdue ? ', overdue' : ''}`,
    score: 1,
    due: task.due,
    goal: task.goal_id,
    isOverdue,
  };
}

export function doneItem(task: FinishedTask, {kept, clock}: ItemSources): Item {
  const entry = kept.find(task.id);
  return {
    id: task.id,
    prefix: kept.short(task.id),
    kind: 'task',
    title: task.title,
    text: excerpt(entry?.body ?? '', 200),
    createdAt: task.completed_at ?? entry?.created_at ?? nowIso(clock),
    state: doneText(task.completed_at ?? nowIso(clock), clock.zone),
    score: 1,
  };
}

/** A goal with how far it has come, its milestones and what it is for. */
export function goalItem(goal: KnownGoal, {kept, clock}: ItemSources, score = 1): Item {
  const {milestones} = goal;
  const reached = milestones.filter(one => one.done_at !== null).length;
  const state = [
    goal.completed_at === null ? `${Math.floor(goal.progress * 100)} %` : '',
    milestones.length > 0 ? `${reached} of ${milestones.length} milestones` : '',
    goal.completed_at === null ? '' : doneText(goal.completed_at, clock.zone),
    goal.target_date !== null && goal.completed_at === null ? `by ${goal.target_date}` : '',
  ];
  const steps = milestones.map(
    ({title, due, done_at}) =>
      `- [${done_at === null ? ' ' : 'x'}] ${title}${due !== null && done_at === null ? ` by ${due}` : ''}`,
  );
  return {
    id: goal.id,
    prefix: kept.short(goal.id),
    kind: 'goal',
    title: goal.title,
    text: [goal.vision ?? '', ...steps].filter(line => line !== '').join('\n'),
    createdAt: goal.created_at,
    state: state.filter(part => part !== '').join(', '),
    score,
  };
}

/** What a hit stands for; undefined for what is no source of an answer. */
export function foundItem(hit: FoundHit, sources: ItemSources): Item | undefined {
  const {kept, goals, clock} = sources;
  if (hit.kind === 'turn') return turnItem(hit, kept);
  const goal = hit.kind === 'goal' ? goals.find(hit.id) : undefined;
  if (goal) return goalItem(goal, sources, hit.score);
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
    isByMeaning: (hit.why?.vector ?? 0) > 0,
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
    isByMeaning: (hit.why?.vector ?? 0) > 0,
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
  if (isOfKind(taskKind, entry)) return stateOfTask(entry, zone);
  if (isOfKind(goalKind, entry)) {
    if (entry.completed_at) return doneText(entry.completed_at, zone);
    return entry.target_date ? `by ${entry.target_date}` : '';
  }
  const until = isOfKind(memoryKind, entry) ? entry.valid_to : null;
  return until ? `true until ${until.slice(0, 10)}` : '';
}

function stateOfTask({due, completed_at, status}: Task, zone: string): string {
  if (completed_at) return doneText(completed_at, zone);
  if (status === 'cancelled') return 'cancelled';
  return due ? `due ${localText(due, zone)}` : 'open';
}

const doneText = (at: string, zone: string): string => `done ${localText(at, zone).slice(0, 10)}`;

/** A task or goal that lies ahead is no answer to "when did I last …". */
export const hasHappened = ({kind, state}: Item): boolean =>
  kind !== 'goal' && !/^(due|no date|open)/.test(state);
