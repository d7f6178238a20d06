/** What to do next, what is on, and how goals are going. */
import {localText} from '../../ground/time.ts';
import type {CalendarEvent} from '../../planner/agenda/calendar.ts';
import {isOverdue} from '../../planner/agenda/urgency.ts';
import type {Task} from '../../planner/tasks/task.ts';
import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import type {KnownGoal} from '../prompt/sources.ts';
import {dayText, distanceText} from '../reading/format-dates.ts';
import type {Life, LifeDays} from './life.ts';
import type {Question} from './question.ts';
import {quoted, timeText} from './said.ts';
import {type AskedSubject, coverage} from './subject.ts';

const mostNext = 5;
const mostLines = 12;
/** Days ahead that are meant where none are named. */
const usualDays = 7;

/** The tasks that fit what there is, each with its reasons. */
export function nextAnswer(life: Life, {minutes, energy}: Question): ExtractivePart {
  const fit = {
    limit: mostNext,
    ...(minutes !== undefined && {minutes}),
    ...(energy !== undefined && {energy}),
  };
  const ranked = life.next(fit);
  const within = minutes === undefined ? '' : ` that fits ${minutes} minutes`;
  if (ranked.length === 0) return {text: `No open task${within} waits for you.`, cited: []};
  const lines = ranked.map(({task, reasons}, index) => {
    const why = reasons.map(reason => reason.why).join(', ');
    const needs = task.duration_minutes === null ? '' : ` (${task.duration_minutes} min)`;
    return `  ${index + 1}. ${task.title}${needs} [${life.short(task.id)}]${why === '' ? '' : `: ${why}`}`;
  });
  return quoted(
    [`Next${within}:`, ...lines].join('\n'),
    ranked.map(({task}) => task),
  );
}

/** Events and tasks of the days asked about, with what is overdue where today is among them. */
export function agendaAnswer(life: Life, question: Question): ExtractivePart | undefined {
  const now = life.today();
  const {text, subject, time} = question;
  const wantsOverdue = /\boverdue\b/i.test(text);
  const days = question.days ?? daysFrom(now, usualDays);
  const open = life.open();
  const goals = new Map(life.allGoals().map(goal => [goal.id, goal.title]));
  const isMeant = (title: string, goal: string | null = null): boolean =>
    subject.words.length === 0 ||
    coverage(subject, `${title} ${goal === null ? '' : (goals.get(goal) ?? '')}`) >= 0.5;
  const meant = open.filter(task => isMeant(`${task.title} ${task.tags.join(' ')}`, task.goal_id));
  const late = meant.filter(task => isOverdue(task, life.clock));
  const onDays = meant.filter(task => !late.includes(task) && isOn(task, days, life));
  const events = eventsOn(life, days).filter(({event}) =>
    isMeant(`${event.title} ${event.location ?? ''}`),
  );
  const isNow = question.days === undefined || (days.first <= now && days.last >= now);
  const undated =
    question.days === undefined && !wantsOverdue
      ? meant.filter(task => task.due === null && task.scheduled === null)
      : [];
  const heading = time === '' ? '' : timeText(time, days, life.clock);
  const shownLate = isNow || wantsOverdue ? late : [];
  if (subject.words.length > 0 && [...events, ...shownLate, ...onDays, ...undated].length === 0)
    return undefined;
  const blocks = [
    block(
      `On${heading || ' in the next days'}`,
      wantsOverdue ? [] : events.map(one => eventChoice(one, life)),
    ),
    block(
      'Overdue',
      shownLate.map(task => taskChoice(task, life)),
    ),
    block(
      `Due${heading || ' in the next days'}`,
      wantsOverdue ? [] : onDays.map(task => taskChoice(task, life)),
    ),
    block(
      'Without a date',
      undated.map(task => taskChoice(task, life)),
    ),
  ].filter(part => part !== '');
  if (wantsOverdue && late.length === 0) return {text: 'Nothing is overdue.', cited: []};
  if (events.length === 0 && onDays.length === 0 && !wantsOverdue && time !== '')
    blocks.push(`Nothing ${shownLate.length > 0 ? 'else ' : ''}is due or planned${heading}.`);
  if (blocks.length === 0) blocks.push('Nothing is due.');
  return quoted(blocks.join('\n\n'), [
    ...events.map(({event}) => event),
    ...shownLate,
    ...(wantsOverdue ? [] : onDays),
    ...undated,
  ]);
}

const daysFrom = (first: string, count: number): LifeDays => ({
  first,
  last: Temporal.PlainDate.from(first).add({days: count}).toString(),
});

function isOn(task: Task, {first, last}: LifeDays, life: Life): boolean {
  return [task.due, task.scheduled].some(moment => {
    const day = moment === null ? undefined : life.dateOf(moment);
    return day !== undefined && day >= first && day <= last;
  });
}

interface OnDay {
  readonly date: string;
  readonly event: CalendarEvent;
}

export function eventsOn(life: Life, days: LifeDays): readonly OnDay[] {
  const seen = new Set<string>();
  const found: OnDay[] = [];
  for (const [date, events] of [...life.events(days)].toSorted(([a], [b]) => a.localeCompare(b))) {
    for (const event of events)
      if (!seen.has(event.id) && seen.add(event.id)) found.push({date, event});
  }
  return found;
}

export function eventChoice({event}: OnDay, life: Life): string {
  const {clock} = life;
  const where = event.location ? `, ${event.location}` : '';
  return `${dayText(event.start, clock.zone, true)}: ${event.title}${where} [${life.short(event.id)}]`;
}

export function taskChoice(task: Task, life: Life): string {
  const {clock} = life;
  const moment = task.due ?? task.scheduled;
  const date =
    moment === null
      ? ''
      : `${dayText(moment, clock.zone, true)}, ${distanceText(moment, clock.now(), clock.zone)}: `;
  return `${date}${task.title} [${life.short(task.id)}]`;
}

export function block(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length > mostLines ? [`  and ${lines.length - mostLines} more`] : [];
  return [
    `${heading}:`,
    ...lines.slice(0, mostLines).map(line => `  ${line.trim()}`),
    ...more,
  ].join('\n');
}

/** The goals that are named, or all under way; undefined when something else is meant. */
export function goalsAnswer(life: Life, {subject, text}: Question): ExtractivePart | undefined {
  const isDone = /\b(?:reached|achieved|completed|finished)\b/i.test(text);
  const all = isDone ? life.allGoals().filter(goal => goal.completed_at !== null) : life.goals();
  const asksAll = subject.words.length === 0;
  const meant = asksAll ? all : closestGoals(subject, [...all, ...(isDone ? [] : reached(life))]);
  if (meant.length === 0)
    return asksAll
      ? {text: isDone ? 'No goal was reached yet.' : 'No goal is under way.', cited: []}
      : undefined;
  const open = life.open();
  const parts = meant.map(goal => goalText(goal, life, {isWhole: meant.length === 1, open}));
  return quoted(parts.join('\n'), meant);
}

const reached = (life: Life): readonly KnownGoal[] =>
  life.allGoals().filter(goal => goal.completed_at !== null);

function closestGoals(subject: AskedSubject, goals: readonly KnownGoal[]): readonly KnownGoal[] {
  const judged = goals.map(goal => {
    const titled = coverage(subject, goal.title);
    const steps = goal.milestones.map(one => one.title).join(' ');
    const whole = coverage(subject, `${goal.title} ${goal.vision ?? ''} ${steps}`);
    return {goal, share: titled * 1.2 + whole};
  });
  const best = Math.max(0, ...judged.map(one => one.share));
  return best < 0.5 ? [] : judged.filter(one => one.share >= best * 0.9).map(one => one.goal);
}

/** One goal whole, with its next tasks; of several, the next step only. */
function goalText(
  goal: KnownGoal,
  life: Life,
  {isWhole, open}: {readonly isWhole: boolean; readonly open: readonly Task[]},
): string {
  const {clock} = life;
  const done = goal.milestones.filter(one => one.done_at !== null).length;
  const state = [
    goal.completed_at === null
      ? `${Math.floor(goal.progress * 100)} %`
      : `reached ${dayText(goal.completed_at, clock.zone)}`,
    goal.milestones.length > 0 ? `${done} of ${goal.milestones.length} milestones` : '',
    goal.target_date !== null && goal.completed_at === null
      ? `by ${dayText(goal.target_date, clock.zone)}`
      : '',
  ].filter(part => part !== '');
  const steps = goal.milestones.map(({title, due, done_at}) => ({
    isDone: done_at !== null,
    line: `${title}${due !== null && done_at === null ? `, by ${localText(due, clock.zone)}` : ''}`,
  }));
  const lines = isWhole
    ? steps.map(({isDone, line}) => `  - [${isDone ? 'x' : ' '}] ${line}`)
    : steps
        .filter(step => !step.isDone)
        .slice(0, 1)
        .map(({line}) => `  next: ${line}`);
  const tasks = isWhole
    ? open
        .filter(task => task.goal_id === goal.id)
        .slice(0, 5)
        .map(task => `  to do: ${taskChoice(task, life)}`)
    : [];
  return [`${goal.title}: ${state.join(', ')} [${life.short(goal.id)}]`, ...lines, ...tasks].join(
    '\n',
  );
}
