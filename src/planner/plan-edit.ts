/** Changing a plan line by line, as a person types it while they look at it. Pure: plan in, plan out. */
import {UsageError} from '../errors.ts';
import {readDate} from '../language/dates.ts';
import type {Clock} from '../time.ts';
import {dateOf} from '../time.ts';
import type {Plan, PlanTask} from './plan.ts';

/** What a line of the review asks for, besides changing the plan. */
export type Review =
  | {readonly does: 'change'; readonly plan: Plan}
  | {readonly does: 'accept'}
  | {readonly does: 'leave'}
  | {readonly does: 'help'}
  | {readonly does: 'redo'; readonly task: PlanTask; readonly remark: string};

export const reviewHelp = [
  'Enter or y   keep the plan as it stands',
  'q            keep no plan',
  'd 3          drop line 3 (d 3-5, d 3 7)',
  'k 1 2        keep only these lines',
  't 3 WORDS    another title',
  'by 3 DATE    due then; "none" takes the date away',
  'p 3 5        priority 1-5',
  'e 3 2        energy 1-5',
  'm 3 45       minutes',
  'mv 3 1       move line 3 to place 1',
  'in 3 2       line 3 is a part of line 2; in 3 0 takes it out',
  'after 3 2    line 3 waits for line 2; after 3 0 for nothing',
  'r 3 REMARK   have line 3 written anew',
];

/** @throws UsageError for a line that means nothing here; the plan stays as it is */
export function reviewLine(plan: Plan, line: string, clock: Clock): Review {
  const [word = '', first = '', ...rest] = line.trim().split(/\s+/);
  const text = rest.join(' ');
  switch (word.toLowerCase()) {
    case '':
    case 'y':
    case 'yes':
      return {does: 'accept'};
    case 'q':
    case 'quit':
      return {does: 'leave'};
    case '?':
    case 'h':
    case 'help':
      return {does: 'help'};
    case 'r':
      return {does: 'redo', task: taskAt(plan, first), remark: text};
    case 'd':
      return change(plan, without(plan, numbersIn([first, ...rest], plan)));
    case 'k': {
      const kept = numbersIn([first, ...rest], plan);
      const others = plan.tasks.map((_, index) => index).filter(index => !kept.includes(index));
      return change(plan, without(plan, others));
    }
    case 'mv':
      return change(plan, moved(plan, first, text));
    default:
      return change(plan, edited(plan, {word: word.toLowerCase(), first, text}, clock));
  }
}

const change = (plan: Plan, tasks: readonly PlanTask[]): Review => ({
  does: 'change',
  plan: {...plan, tasks},
});

function indexAt(plan: Plan, number: string): number {
  const index = Number(number) - 1;
  if (Number.isInteger(index) && plan.tasks[index]) return index;
  throw new UsageError(`there is no line ${number || '(none given)'}`, {
    hint: `lines go from 1 to ${plan.tasks.length}; ? lists what can be typed`,
  });
}

const taskAt = (plan: Plan, number: string): PlanTask =>
  plan.tasks[indexAt(plan, number)] as PlanTask;

/** `3`, `3-5`, `3,7` as places from 0. */
function numbersIn(words: readonly string[], plan: Plan): number[] {
  const items = words.flatMap(word => word.split(',')).filter(word => word !== '');
  if (items.length === 0) indexAt(plan, '');
  return items.flatMap(item => {
    const [from = '', to = from] = item.split('-');
    const [start, end] = [indexAt(plan, from), indexAt(plan, to)];
    return Array.from({length: end - start + 1}, (_, n) => start + n);
  });
}

/** Drops lines; what waited for them waits for what they waited for. */
function without(plan: Plan, indexes: readonly number[]): PlanTask[] {
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

function moved(plan: Plan, from: string, to: string): PlanTask[] {
  const tasks = [...plan.tasks];
  const [task] = tasks.splice(indexAt(plan, from), 1);
  tasks.splice(indexAt(plan, to), 0, task as PlanTask);
  return tasks;
}

interface Edit {
  readonly word: string;
  readonly first: string;
  readonly text: string;
}

function edited(plan: Plan, {word, first, text}: Edit, clock: Clock): PlanTask[] {
  const fields = fieldsOf(plan, {word, first, text}, clock);
  const index = indexAt(plan, first);
  return plan.tasks.map((task, at) => (at === index ? {...task, ...fields} : task));
}

function fieldsOf(plan: Plan, {word, first, text}: Edit, clock: Clock): Partial<PlanTask> {
  switch (word) {
    case 't':
      if (text === '') throw new UsageError('a title is missing');
      return {title: text};
    case 'by':
      return {due: dateFrom(text, clock)};
    case 'p':
      return {priority: numberFrom(text, 1, 5)};
    case 'e':
      return {energy: numberFrom(text, 1, 5)};
    case 'm':
      return {minutes: numberFrom(text, 1, 6_000)};
    case 'in':
      return {parent: otherLine(plan, first, text, 'parent')};
    case 'after': {
      const other = otherLine(plan, first, text, 'after');
      return {after: other === null ? [] : [...new Set([...taskAt(plan, first).after, other])]};
    }
    default:
      throw new UsageError(`"${word}" means nothing here`, {hint: '? lists what can be typed'});
  }
}

function dateFrom(text: string, clock: Clock): string | null {
  if (text === 'none') return null;
  const read = readDate(text, clock);
  if (read) return dateOf(read.moment, clock.zone);
  throw new UsageError(`"${text}" is not a date`, {hint: 'say it like: fri, +3d, 2027-04-18'});
}

function numberFrom(text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`"${text}" is not a number from ${least} to ${most}`);
}

function otherLine(
  plan: Plan,
  first: string,
  text: string,
  link: 'parent' | 'after',
): string | null {
  if (text === '0') return null;
  const [task, other] = [taskAt(plan, first), taskAt(plan, text)];
  const onward = (key: string): readonly string[] => {
    const found = plan.tasks.find(one => one.key === key);
    return link === 'after' ? (found?.after ?? []) : found?.parent ? [found.parent] : [];
  };
  const waiting = [other.key];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (key === task.key) throw new UsageError('that would make a line wait for itself');
    waiting.push(...onward(key));
  }
  return other.key;
}
