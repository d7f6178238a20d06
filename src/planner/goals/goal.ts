/** What a goal is, and which statuses it may move between. */
import {defineKind, type EntryOf, type InputOf} from '../../entries/entry.ts';
import {
  areas,
  type Field,
  json,
  moment,
  oneOf,
  parseMoment,
  parseText,
  text,
  textList,
} from '../../entries/fields.ts';
import {UsageError} from '../../ground/errors.ts';

export const goalStatuses = ['draft', 'active', 'completed', 'archived'] as const;
export type GoalStatus = (typeof goalStatuses)[number];

/** A step on the way that is reached or not. */
export interface Milestone {
  readonly [part: string]: string | null;
  readonly title: string;
  readonly due: string | null;
  readonly done_at: string | null;
}

const milestoneOf = (value: unknown, name: string): Milestone => {
  const {title, due, done_at} = (value ?? {}) as Partial<Milestone>;
  const words = parseText(title ?? '', `${name}.title`).trim();
  if (words === '') throw new UsageError('a milestone needs a title');
  return {
    title: words,
    due: due == null ? null : parseMoment(due, `${name}.due`),
    done_at: done_at == null ? null : parseMoment(done_at, `${name}.done_at`),
  };
};

const optionalMoment = {anyOf: [{type: 'string'}, {type: 'null'}]};

const milestones: Field<readonly Milestone[]> = {
  ...json<readonly Milestone[]>(
    [],
    (value, name) => {
      if (!Array.isArray(value)) throw new UsageError(`${name} must be a list`);
      return value.map(item => milestoneOf(item, name));
    },
    {
      type: 'array',
      items: {
        type: 'object',
        properties: {title: {type: 'string'}, due: optionalMoment, done_at: optionalMoment},
        required: ['title', 'due', 'done_at'],
      },
    },
  ),
  merge: 'set',
};

export const goalKind = defineKind('goal', 'goals', {
  status: {...oneOf(goalStatuses, 'active'), merge: 'ending', group: 'status'},
  vision: {...text, recall: 'words'},
  areas,
  target_date: moment,
  milestones,
  metrics: {...textList, fileType: 'json'},
  completed_at: {...moment, group: 'status'},
});

export type Goal = EntryOf<typeof goalKind>;
export type GoalInput = InputOf<typeof goalKind>;

const moves: Readonly<Record<GoalStatus, readonly GoalStatus[]>> = {
  draft: ['active', 'archived'],
  active: ['draft', 'completed', 'archived'],
  completed: ['active', 'archived'],
  archived: ['active'],
};

/** @throws UsageError for a move that makes no sense, with those that do */
export function checkGoalMove(from: GoalStatus, to: GoalStatus): void {
  if (from === to || moves[from].includes(to)) return;
  throw new UsageError(`a goal that is ${from} cannot become ${to}`, {
    hint: `it can become ${moves[from].join(' or ')}`,
  });
}
