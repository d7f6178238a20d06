/** The lines of a plan under review: tasks by number, milestones by letter, and how lines hang together. */
import {UsageError} from '../../ground/errors.ts';
import type {Plan, PlanTask} from './plan.ts';

/** @throws UsageError when no line has this number */
export const taskAt = (plan: Plan, number: string): PlanTask =>
  plan.tasks[indexAt(plan, number)] as PlanTask;

function indexAt(plan: Plan, number: string): number {
  const index = Number(number) - 1;
  if (Number.isInteger(index) && plan.tasks[index]) return index;
  throw new UsageError(`there is no line ${number || '(none given)'}`, {
    hint: `lines go from 1 to ${plan.tasks.length}; ? lists what can be typed`,
  });
}

/** `3`, `3-5`, `3,7` as places from 0. @throws UsageError when a line is not there, or none is named */
export function numbersIn(words: readonly string[], plan: Plan): number[] {
  const items = words.flatMap(word => word.split(',')).filter(word => word !== '');
  if (items.length === 0) indexAt(plan, '');
  return items.flatMap(item => {
    const [from = '', to = from] = item.split('-');
    const [start, end] = [indexAt(plan, from), indexAt(plan, to)];
    return Array.from({length: end - start + 1}, (_, n) => start + n);
  });
}

/** What a milestone is called in the review: `a` is the first. */
export const letterOf = (index: number): string => String.fromCharCode(97 + index);

/** Places of the milestones that are named by a letter. */
export const lettersIn = (words: readonly string[], plan: Plan): number[] =>
  words.filter(word => /^[a-z]$/i.test(word)).map(letter => milestoneAt(plan, letter));

/** @throws UsageError when no milestone has this letter */
export function milestoneAt(plan: Plan, letter: string): number {
  const index = letter.toLowerCase().charCodeAt(0) - 97;
  if (plan.milestones[index]) return index;
  throw new UsageError(`there is no milestone ${letter}`);
}

/** Drops lines; what waited for them waits for what they waited for. */
export function without(plan: Plan, indexes: readonly number[]): PlanTask[] {
  const gone = new Map(indexes.map(index => [plan.tasks[index]?.key ?? '', plan.tasks[index]]));
  const onward = (key: string): readonly string[] =>
    gone.has(key) ? (gone.get(key)?.after ?? []).flatMap(onward) : [key];
  const parentOf = (key: string | null): string | null =>
    key !== null && gone.has(key) ? parentOf(gone.get(key)?.parent ?? null) : key;
  return plan.tasks
    .filter(task => !gone.has(task.key))
    .map(task => ({
      ...task,
      after: [...new Set(task.after.flatMap(onward))],
      parent: parentOf(task.parent),
    }));
}

/** Makes a line a part of another (0: of none); a part does not wait for its whole. */
export function nested(plan: Plan, first: string, whole: string): PlanTask[] {
  const task = taskAt(plan, first);
  const parent = otherLine(plan, first, whole, one => (one.parent === null ? [] : [one.parent]));
  const after = task.after.filter(key => key !== parent);
  return plan.tasks.map(one => (one === task ? {...one, parent, after} : one));
}

/** Makes a line wait for another (0: for none). */
export function waiting(plan: Plan, first: string, other: string): PlanTask[] {
  const task = taskAt(plan, first);
  const key = otherLine(plan, first, other, one => one.after);
  const after = key === null ? [] : [...new Set([...task.after, key])];
  return plan.tasks.map(one => (one === task ? {...one, after} : one));
}

function otherLine(
  plan: Plan,
  first: string,
  number: string,
  onward: (task: PlanTask) => readonly string[],
): string | null {
  if (number === '0') return null;
  const [task, other] = [taskAt(plan, first), taskAt(plan, number)];
  const toSee = [other.key];
  for (let key = toSee.pop(); key !== undefined; key = toSee.pop()) {
    if (key === task.key) throw new UsageError('that would make a line wait for itself');
    const found = plan.tasks.find(one => one.key === key);
    if (found) toSee.push(...onward(found));
  }
  return other.key;
}
