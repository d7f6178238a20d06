/** What a captured line becomes: decided here, for the command, the dashboard, the chat and its cards. */
import type {EntryBase} from '../entries/entry.ts';
import type {References} from '../entries/references.ts';
import {UsageError} from '../ground/errors.ts';
import {type Clock, dateOf} from '../ground/time.ts';
import {type Capture, parseCapture} from '../language/capture/capture.ts';
import type {CaptureKind} from '../language/grammar/phrases.ts';
import type {Memories} from '../memories/memories.ts';
import {type MemoryInput, memoryTypeOf} from '../memories/memory.ts';
import type {NoteInput} from '../notes/note.ts';
import type {Notes} from '../notes/notes.ts';
import {type Goal, type GoalInput, goalKind} from '../planner/goals/goal.ts';
import type {Goals} from '../planner/goals/goals.ts';
import {repeatFields} from '../planner/tasks/repeating.ts';
import type {TaskInput} from '../planner/tasks/task.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';

export interface CaptureDeps {
  readonly goals: Pick<Goals, 'list'>;
  readonly references: Pick<References, 'getOf' | 'short'>;
  readonly clock: Clock;
}

/** The nouns that a line may become. */
export interface CaptureStores {
  readonly notes: Pick<Notes, 'add'>;
  readonly memories: Pick<Memories, 'add'>;
  readonly goals: Pick<Goals, 'add'>;
  readonly tasks: Pick<Tasks, 'add'>;
}

/** An entry that a line asks for, before it is kept. */
export type CapturedEntry =
  | {readonly kind: 'note'; readonly fields: NoteInput}
  | {readonly kind: 'memory'; readonly fields: MemoryInput}
  | {readonly kind: 'goal'; readonly fields: GoalInput}
  | {readonly kind: 'task'; readonly fields: TaskInput};

/**
 * Reads a line; after an `@` the title of a goal may stand with its spaces. With a `kind` it is read
 * as that, whatever its words sound like.
 */
export function readLine(line: string, {goals, clock}: CaptureDeps, kind?: CaptureKind): Capture {
  const titles = /(?:^|\s)@\p{L}/u.test(line) ? goalsOf(goals).map(goal => goal.title) : undefined;
  // The longest first, so that "run" does not win over "run a half marathon".
  return parseCapture(line, clock, {kind, goals: titles?.sort((a, b) => b.length - a.length)});
}

/**
 * The entry that a captured line asks for: a goal is looked up, a rule gets its first date.
 *
 * @throws UsageError without a title, for a rule that never happens or a goal that fits several;
 *   NotFoundError for a goal that is none
 */
export async function entryOf(capture: Capture, deps: CaptureDeps): Promise<CapturedEntry> {
  const {kind, title, body, tags, areas, due} = capture;
  if (title === '') {
    throw new UsageError('a title is missing: every word was taken for something else', {
      hint: 'put words that belong together in quotes',
    });
  }
  switch (kind) {
    case 'note':
      return {kind, fields: {body: body === '' ? title : `${title}\n\n${body}`, tags}};
    case 'memory': {
      const words = [title, body].join('\n').trim();
      return {kind, fields: {body: words, tags, type: memoryTypeOf(capture.memoryType)}};
    }
    case 'goal': {
      const target = due && {target_date: dateOf(due, deps.clock.zone)};
      return {kind, fields: {title, body, tags, areas, ...target}};
    }
    case 'task':
      return {kind, fields: await taskFields(capture, deps)};
  }
}

/** Keeps what a line asked for. */
export function keepEntry({kind, fields}: CapturedEntry, stores: CaptureStores): EntryBase {
  switch (kind) {
    case 'note':
      return stores.notes.add(fields);
    case 'memory':
      return stores.memories.add(fields);
    case 'goal':
      return stores.goals.add(fields);
    case 'task':
      return stores.tasks.add(fields);
  }
}

async function taskFields(capture: Capture, deps: CaptureDeps): Promise<TaskInput> {
  const {title, body, tags, areas, due, scheduled, repeat} = capture;
  const {priority, energy, minutes, goal} = capture;
  const repeating = repeat ? await repeatFields(repeat, due, deps.clock) : {};
  return {
    ...{title, body, tags, areas},
    ...(due !== undefined && {due}),
    ...(scheduled !== undefined && {scheduled}),
    ...repeating,
    ...(priority !== undefined && {priority}),
    ...(energy !== undefined && {energy}),
    ...(minutes !== undefined && {duration_minutes: minutes}),
    ...(goal !== undefined && {goal_id: goalNamed(goal, deps).id}),
  };
}

const goalsOf = (goals: Pick<Goals, 'list'>): Goal[] => [...goals.list({limit: 500})];

/** `@half-marathon` is the goal with these words in its title, when there is only one. */
function goalNamed(name: string, {goals, references}: CaptureDeps): Goal {
  const words = name.toLowerCase().split(/[-_\s]+/);
  const found = goalsOf(goals).filter(({title}) =>
    words.every(word => title.toLowerCase().includes(word)),
  );
  const exact = found.filter(({title}) => title.toLowerCase() === words.join(' '));
  const [only, another] = exact.length > 0 ? exact : found;
  if (only && !another) return only;
  if (!only) return references.getOf(goalKind, name);
  throw new UsageError(`@${name} fits more than one goal`, {
    hint: found
      .slice(0, 5)
      .map(goal => `${references.short(goal.id)} ${goal.title}`)
      .join('; '),
  });
}
