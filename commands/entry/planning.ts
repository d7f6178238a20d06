/** What commands for goals and tasks share: dates and repetition read from options, references, lines. */

import type {Memu} from '../../src/app/memu.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {type Clock, localText} from '../../src/ground/time.ts';
import {parseDate} from '../../src/language/dates.ts';
import {levelOf, levelWords} from '../../src/language/grammar/levels.ts';
import {parseRepeat} from '../../src/language/repeats.ts';
import type {CalendarEvent} from '../../src/planner/agenda/calendar.ts';
import {type Goal, goalKind} from '../../src/planner/goals/goal.ts';
import {goingOn, repeatFields} from '../../src/planner/tasks/repeating.ts';
import type {Task, TaskInput} from '../../src/planner/tasks/task.ts';
import type {Cli} from '../cli/cli.ts';
import {joined, showTags} from '../print/presentation.ts';

/** Says on stderr what was understood; programs that asked for JSON read it there. */
export function echo(cli: Cli, label: string, text: string): void {
  if (!cli.json) cli.tell(`${label}: ${text}`);
}

/** A date from an option, said back; `none` takes one away. */
export async function momentOption(
  cli: Cli,
  clock: Clock,
  label: string,
  text: string | undefined,
): Promise<string | null | undefined> {
  if (text === undefined) return undefined;
  if (/^(none|never|no)$/i.test(text.trim())) return null;
  const {moment, echo: said} = await parseDate(text, clock);
  echo(cli, label, said);
  return moment;
}

/** The fields of a repetition from an option; `none` ends it. */
export async function repeatOption(
  cli: Cli,
  clock: Clock,
  text: string | undefined,
  {
    due,
    before,
    except = [],
  }: {
    readonly due?: string | null | undefined;
    /** When the task was due until now, if it is to go on from there. */
    readonly before?: string | null | undefined;
    readonly except?: readonly string[];
  },
): Promise<TaskInput> {
  if (text === undefined) return {};
  if (/^(none|never|no)$/i.test(text.trim())) return {recurrence: null};
  const said = parseRepeat(text, clock);
  const repeat = due == null && before != null ? goingOn(said, before, clock) : said;
  const left = [...(repeat.except ?? []), ...except];
  const fields = await repeatFields({...repeat, except: left}, due, clock);
  const from = fields.recur_from === 'completion' ? ' after done' : '';
  echo(
    cli,
    'repeats',
    `${fields.recurrence}${from}, first ${localText(fields.due ?? '', clock.zone)} (${clock.zone})`,
  );
  return fields;
}

export const goalIdOf = (memu: Memu, reference: string | undefined): string | null | undefined => {
  if (reference === undefined) return undefined;
  return reference === 'none' ? null : memu.references.getOf(goalKind, reference).id;
};

/** A number from 1 to 5, or a word for it. */
export function levelOption(text: string): number {
  const level = levelOf(text);
  if (level !== undefined) return level;
  const words = Object.keys(levelWords).join(', ');
  throw new UsageError(`${text} is no level`, {hint: `give 1 to 5, or one of ${words}`});
}

const marks: Readonly<Record<string, string>> = {
  pending: '[ ]',
  in_progress: '[>]',
  completed: '[x]',
  cancelled: '[-]',
};

/** `3f9a  [ ]  call mum  due 2026-11-20 09:00  !4  30 min  #family` */
export function taskLine(task: Task, short: string, zone: string): string {
  return joined(
    short,
    marks[task.status],
    nameOf(task),
    task.due === null ? '' : `due ${localText(task.due, zone)}`,
    task.scheduled === null || task.due !== null ? '' : `from ${localText(task.scheduled, zone)}`,
    task.priority === null ? '' : `!${task.priority}`,
    task.duration_minutes === null ? '' : `${task.duration_minutes} min`,
    task.recurrence === null ? '' : '(repeats)',
    task.state === 'proposed' ? '(proposed)' : '',
    showTags(task.tags),
  );
}

/** `09:00  Stand-up  Room 1` */
export const eventLine = ({start, title, location}: CalendarEvent, zone: string): string =>
  joined(
    start.length > 10 ? localText(start, zone).slice(11) : 'all day',
    title,
    location ?? undefined,
  );

/** `[######----]  60 %` */
export function progressBar(progress: number, width = 10): string {
  const filled = Math.round(progress * width);
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${Math.round(progress * 100)} %`;
}

export const goalLine = (
  goal: Goal & {readonly progress: number},
  short: string,
  chart: string,
): string =>
  joined(
    short,
    progressBar(goal.progress),
    chart,
    nameOf(goal),
    goal.target_date === null ? '' : `by ${goal.target_date.slice(0, 10)}`,
    goal.status === 'active' ? '' : `(${goal.status})`,
    showTags(goal.tags),
  );

/** `Milestone title @ date` as given on the command line: the date after the last `@`. */
export async function milestoneOf(
  cli: Cli,
  clock: Clock,
  text: string,
): Promise<{title: string; due: string | null; done_at: null}> {
  const at = text.lastIndexOf(' @');
  if (at < 1) return {title: text.trim(), due: null, done_at: null};
  const title = text.slice(0, at).trim();
  const due = await momentOption(cli, clock, title, text.slice(at + 2).trim());
  return {title, due: due ?? null, done_at: null};
}
