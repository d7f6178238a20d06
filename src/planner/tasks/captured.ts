/** From a captured line to the fields of a task: its goal is looked up, its rule gets its first date. */
import type {References} from '../../entries/references.ts';
import {UsageError} from '../../ground/errors.ts';
import type {Clock} from '../../ground/time.ts';
import {type Capture, parseCapture} from '../../language/capture/capture.ts';
import {type Goal, goalKind} from '../goals/goal.ts';
import type {Goals} from '../goals/goals.ts';
import {repeatFields} from './repeating.ts';
import type {TaskInput} from './task.ts';

export interface CaptureParts {
  readonly goals: Pick<Goals, 'list'>;
  readonly references: Pick<References, 'getOf' | 'short'>;
  readonly clock: Clock;
}

/** Reads a line; after an `@` the title of a goal may stand with its spaces. */
export function captureLine(line: string, {goals, clock}: CaptureParts): Capture {
  const titles = /(?:^|\s)@\p{L}/u.test(line) ? goalsOf(goals).map(goal => goal.title) : undefined;
  // The longest first, so that "run" does not win over "run a half marathon".
  return parseCapture(line, clock, {goals: titles?.sort((a, b) => b.length - a.length)});
}

/**
 * The fields of the task that a line captured.
 *
 * @throws UsageError for a rule that never happens or a goal that fits several, NotFoundError for none
 */
export async function capturedTask(capture: Capture, parts: CaptureParts): Promise<TaskInput> {
  const {title, body, tags, areas, due, scheduled, repeat} = capture;
  const {priority, energy, minutes, goal} = capture;
  const repeating = repeat ? await repeatFields(repeat, due, parts.clock) : {};
  return {
    ...{title, body, tags, areas},
    ...(due !== undefined && {due}),
    ...(scheduled !== undefined && {scheduled}),
    ...repeating,
    ...(priority !== undefined && {priority}),
    ...(energy !== undefined && {energy}),
    ...(minutes !== undefined && {duration_minutes: minutes}),
    ...(goal !== undefined && {goal_id: goalNamed(goal, parts).id}),
  };
}

const goalsOf = (goals: Pick<Goals, 'list'>): Goal[] => [...goals.list({limit: 500})];

/** `@half-marathon` is the goal with these words in its title, when there is only one. */
function goalNamed(name: string, {goals, references}: CaptureParts): Goal {
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
