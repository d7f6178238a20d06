/** Changing a plan line by line, as a person types it while they look at it. Pure: plan in, plan out. */
import {UsageError} from '../../ground/errors.ts';
import type {Clock} from '../../ground/time.ts';
import {dateOf, localText} from '../../ground/time.ts';
import {readDate} from '../../language/dates.ts';
import {levelOf} from '../../language/grammar/levels.ts';
import {parseRepeat} from '../../language/repeats.ts';
import type {Plan, PlanMilestone, PlanTask} from './plan.ts';
import {lettersIn, milestoneAt, nested, numbersIn, taskAt, waiting, without} from './plan-lines.ts';

/** What a line of the review asks for, besides changing the plan. */
export type PlanReview =
  | {readonly does: 'change'; readonly plan: Plan}
  | {readonly does: 'accept'}
  | {readonly does: 'leave'}
  | {readonly does: 'help'}
  | {readonly does: 'redo'; readonly task: PlanTask; readonly remark: string};

export const reviewHelp = [
  'Enter or y   keep the plan as it stands',
  'q            keep no plan',
  'd 3          drop line 3 (d 3-5, d 3 7), or milestone a (d a)',
  'k 1 2        keep only these lines',
  't 3 WORDS    another title; t a WORDS for a milestone',
  'by 3 DATE    due then; "none" takes the date away; by a DATE',
  'every 3 RULE again and again: every 3 day at 7am; "none" ends it',
  'p 3 5        priority 1-5',
  'e 3 2        energy 1-5',
  'm 3 45       minutes, or 1h30',
  'mv 3 1       move line 3 to place 1',
  'in 3 2       line 3 is a part of line 2; in 3 0 takes it out',
  'after 3 2    line 3 waits for line 2; after 3 0 for nothing',
  'r 3 REMARK   have line 3 written anew',
];

/** @throws UsageError for a line that means nothing here; the plan stays as it is */
export function reviewLine(plan: Plan, line: string, clock: Clock): PlanReview {
  const [said = '', first = '', ...rest] = line.trim().split(/\s+/);
  const [word, text] = [said.toLowerCase(), rest.join(' ')];
  switch (word) {
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
    default:
      return {does: 'change', plan: changed(plan, {word, first, text}, clock)};
  }
}

interface Edit {
  readonly word: string;
  /** The line that is meant: a number, or a letter for a milestone. */
  readonly first: string;
  readonly text: string;
}

function changed(plan: Plan, {word, first, text}: Edit, clock: Clock): Plan {
  const words = [first, ...text.split(' ')].filter(one => one !== '');
  const tasks = plan.tasks.map((_, index) => index);
  switch (word) {
    case 'd': {
      const letters = lettersIn(words, plan);
      const milestones = plan.milestones.filter((_, index) => !letters.includes(index));
      const numbers = words.filter(one => !isLetter(one));
      const isLines = letters.length === 0 || numbers.length > 0;
      return {milestones, tasks: isLines ? without(plan, numbersIn(numbers, plan)) : plan.tasks};
    }
    case 'k': {
      const kept = numbersIn(words, plan);
      return {
        ...plan,
        tasks: without(
          plan,
          tasks.filter(index => !kept.includes(index)),
        ),
      };
    }
    case 'mv':
      return {...plan, tasks: moved(plan, first, text)};
    case 'in':
      return {...plan, tasks: nested(plan, first, text)};
    case 'after':
      return {...plan, tasks: waiting(plan, first, text)};
    default:
      return isLetter(first) && (word === 't' || word === 'by')
        ? {...plan, milestones: editedMilestone(plan, {word, first, text}, clock)}
        : {...plan, tasks: edited(plan, {word, first, text}, clock)};
  }
}

const isLetter = (word: string): boolean => /^[a-z]$/i.test(word);

function moved(plan: Plan, from: string, to: string): PlanTask[] {
  const tasks = [...plan.tasks];
  const [task, place] = [taskAt(plan, from), plan.tasks.indexOf(taskAt(plan, to))];
  tasks.splice(tasks.indexOf(task), 1);
  tasks.splice(place, 0, task);
  return tasks;
}

function editedMilestone(plan: Plan, {word, first, text}: Edit, clock: Clock): PlanMilestone[] {
  const at = milestoneAt(plan, first);
  const fields = word === 't' ? {title: titleFrom(text)} : {due: dateFrom(text, clock)};
  return plan.milestones.map((one, index) => (index === at ? {...one, ...fields} : one));
}

function edited(plan: Plan, edit: Edit, clock: Clock): PlanTask[] {
  const fields = fieldsOf(edit, clock);
  const task = taskAt(plan, edit.first);
  return plan.tasks.map(one => (one === task ? {...one, ...fields} : one));
}

function fieldsOf({word, text}: Edit, clock: Clock): Partial<PlanTask> {
  switch (word) {
    case 't':
      return {title: titleFrom(text)};
    case 'by':
      return dueFrom(text, clock);
    case 'every':
      return {repeat: text === 'none' ? undefined : parseRepeat(text, clock)};
    case 'p':
      return {priority: levelFrom(text)};
    case 'e':
      return {energy: levelFrom(text)};
    case 'm':
      return {minutes: minutesFrom(text)};
    default:
      throw new UsageError(`"${word}" means nothing here`, {hint: '? lists what can be typed'});
  }
}

function titleFrom(text: string): string {
  if (text !== '') return text;
  throw new UsageError('a title is missing');
}

/** The date, and the time of day where one is said. */
function dueFrom(text: string, clock: Clock): Pick<PlanTask, 'due' | 'time'> {
  const moment = text === 'none' ? undefined : readDate(text, clock)?.moment;
  if (moment === undefined) return {due: dateFrom(text, clock), time: undefined};
  const [due = null, time] = localText(moment, clock.zone).split(' ');
  return {due, time};
}

function dateFrom(text: string, clock: Clock): string | null {
  if (text === 'none') return null;
  const read = readDate(text, clock);
  if (read) return dateOf(read.moment, clock.zone);
  throw new UsageError(`"${text}" is not a date`, {hint: 'say it like: fri, +3d, 2027-04-18'});
}

const levelFrom = (text: string): number => levelOf(text) ?? numberFrom(text, 1, 5);

/** `45`, `45 min`, `1h`, `1h30` */
function minutesFrom(text: string): number {
  const [, hours, minutes] = /^(\d+) ?h ?(?:(\d+) ?(?:m|min)?)?$/i.exec(text) ?? [];
  if (hours !== undefined) return Number(hours) * 60 + Number(minutes ?? 0);
  return numberFrom(text.replace(/ ?(m|min|minutes)$/i, ''), 1, 6_000);
}

function numberFrom(text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`"${text}" is not a number from ${least} to ${most}`);
}
