/** What a task is, and which statuses it may move between. */
import {defineKind, type EntryOf, type InputOf} from '../../entries/entry.ts';
import {
  areas,
  moment,
  oneOf,
  optionalOneOf,
  optionalText,
  textList,
  wholeNumber,
} from '../../entries/fields.ts';
import {UsageError} from '../../ground/errors.ts';
import {levelOf} from '../../language/grammar/levels.ts';

export const taskStatuses = ['pending', 'in_progress', 'completed', 'cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

const number = wholeNumber(1, 5);

/** A number from 1 to 5 or a word for it: a priority, or energy. */
const level: typeof number = {
  ...number,
  parse: (value, name) =>
    number.parse((typeof value === 'string' && levelOf(value)) || value, name),
};

/** When a task is due and how it repeats: a date of one rule under another is due on no day of it. */
const repetition = {merge: 'computed', group: 'recurrence'} as const;
const inherited = {isInherited: true} as const;

export const taskKind = defineKind('task', 'tasks', {
  status: {...oneOf(taskStatuses, 'pending'), merge: 'ending', group: 'status'},
  goal_id: {...optionalText, ...inherited},
  parent_id: {...optionalText, ...inherited},
  /** Ids of tasks that must be done first. */
  depends_on: textList,
  areas: {...areas, ...inherited},
  /** 1 to 5, 5 most urgent. */
  priority: {...level, ...inherited},
  energy: {...level, ...inherited},
  duration_minutes: {...wholeNumber(1, 100_000), ...inherited},
  due: {...moment, ...repetition},
  /** Not before this moment. */
  scheduled: {...moment, merge: 'computed'},
  snoozed_until: moment,
  /** RFC 5545 rule; its COUNT is how often it still happens, this task included. */
  recurrence: {...optionalText, ...repetition},
  recur_from: {
    ...optionalOneOf(['schedule', 'completion'] as const),
    ...repetition,
    ...inherited,
  },
  series_id: {...optionalText, ...repetition, ...inherited},
  /** The original date (or local date and time) of this occurrence in the series' zone. */
  occurrence: {...optionalText, ...repetition},
  /** Zone in which the rule counts days. */
  recur_zone: {...optionalText, ...repetition, ...inherited},
  except_dates: textList,
  completed_at: {...moment, group: 'status', filedAfter: 'status'},
});

export type Task = EntryOf<typeof taskKind>;
export type TaskInput = InputOf<typeof taskKind>;

export const isOpen = (task: {readonly status: TaskStatus}): boolean =>
  task.status === 'pending' || task.status === 'in_progress';

/** Left out of its series, which goes on: its own date is among the series' exceptions. */
export const isSkipped = ({status, occurrence, except_dates}: Task): boolean =>
  status === 'cancelled' && occurrence !== null && except_dates.includes(occurrence);

const moves: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  pending: ['in_progress', 'completed', 'cancelled'],
  in_progress: ['pending', 'completed', 'cancelled'],
  completed: ['pending'],
  cancelled: ['pending'],
};

/** @throws UsageError for a move that makes no sense, with those that do */
export function checkTaskMove(from: TaskStatus, to: TaskStatus): void {
  if (from === to || moves[from].includes(to)) return;
  throw new UsageError(`a task that is ${from} cannot become ${to}`, {
    hint: `it can become ${moves[from].join(' or ')}`,
  });
}
