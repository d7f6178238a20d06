/** What memu knows about the fields of each kind: their type in a file, and how two edits merge. */

export type FieldType = 'text' | 'number' | 'flag' | 'list' | 'json';

/**
 * How a field merges when both sides changed it. `pick`: the later edit is shown, the other kept as
 * a conflict. `set`: both sides' additions and removals count. `first` and `last`: the smaller or
 * the greater value, nobody is asked. `ending`: like `pick`, but where both sides ended it the same
 * way the earlier end counts. `computed`: like `pick`, but in a task that both sides made by
 * themselves because it follows another, nobody said what nobody touched.
 */
export type MergeRule = 'pick' | 'set' | 'first' | 'last' | 'ending' | 'computed';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly rule: MergeRule;
  /** Fields of one group are chosen together, so that no mixture arises; named by its first. */
  readonly group: string;
}

const field = (name: string, type: FieldType, rule: MergeRule = 'pick', group = name): Field => ({
  name,
  type,
  rule,
  group,
});

/** State and time of deletion; merged by a rule of their own, edit beats delete. */
export const lifeGroup = 'state';

// The order is the order in the file, and part of the format: append only.
const common: readonly Field[] = [
  field('title', 'text'),
  field('state', 'text', 'pick', lifeGroup),
  field('deleted_at', 'text', 'pick', lifeGroup),
  field('created_at', 'text', 'first'),
  field('updated_at', 'text', 'last'),
  field('ref', 'text'),
  field('tags', 'list', 'set'),
  field('links', 'list', 'set'),
  field('attachments', 'json', 'set'),
  field('metadata', 'json'),
];

const kinds: Readonly<Record<string, readonly Field[]>> = {
  note: [field('pinned', 'flag'), field('notebook', 'text')],
  goal: [
    field('status', 'text', 'ending'),
    field('vision', 'text'),
    field('areas', 'list', 'set'),
    field('target_date', 'text'),
    field('milestones', 'json', 'set'),
    field('metrics', 'json', 'set'),
    field('completed_at', 'text', 'pick', 'status'),
  ],
  task: [
    field('status', 'text', 'ending'),
    field('completed_at', 'text', 'pick', 'status'),
    field('goal_id', 'text'),
    field('parent_id', 'text'),
    field('depends_on', 'list', 'set'),
    field('areas', 'list', 'set'),
    field('priority', 'number'),
    field('energy', 'number'),
    field('duration_minutes', 'number'),
    field('due', 'text', 'computed'),
    field('scheduled', 'text', 'computed'),
    field('snoozed_until', 'text'),
    field('recurrence', 'text', 'computed'),
    field('recur_from', 'text', 'pick', 'recurrence'),
    field('series_id', 'text', 'pick', 'recurrence'),
    field('occurrence', 'text', 'pick', 'recurrence'),
    field('recur_zone', 'text', 'pick', 'recurrence'),
    field('except_dates', 'list', 'set'),
  ],
  conversation: [field('summary', 'text'), field('areas', 'list', 'set')],
  memory: [
    field('type', 'text'),
    field('source', 'json'),
    field('confidence', 'number'),
    field('valid_from', 'text'),
    field('valid_to', 'text'),
    field('superseded_by', 'text'),
  ],
  conflict: [
    field('entry', 'text'),
    field('entry_kind', 'text'),
    field('field', 'text'),
    field('values', 'json'),
    field('stamps', 'json', 'last'),
    field('chosen', 'json'),
    field('resolved_at', 'text', 'last'),
    // Of the device that decided: with its operation the decision is taken back, and made again.
    field('operation', 'text', 'last'),
    field('withdrawn', 'json'),
  ],
};

/** What a field holds in an entry of which nobody has said anything yet. */
const beginnings: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  note: {},
  goal: {status: 'active'},
  task: {status: 'pending'},
  conversation: {},
  memory: {type: 'fact', confidence: 1},
  conflict: {},
};

const tables = new Map(
  Object.entries(kinds).map(([kind, own]) => [
    kind,
    new Map([...common, ...own].map(each => [each.name, each])),
  ]),
);

/** Folders of the vault by kind; a kind that is not here is a newer memu's and carried untouched. */
export const folders: Readonly<Record<string, string>> = {
  note: 'notes',
  goal: 'goals',
  task: 'tasks',
  memory: 'memories',
  conversation: 'conversations',
  conflict: 'conflicts',
};

export const isKnownKind = (kind: string): boolean => tables.has(kind);

/** The known fields of a kind in the order of the file; none for an unknown kind. */
export const fieldsOf = (kind: string): ReadonlyMap<string, Field> => tables.get(kind) ?? new Map();

/** The fields that two entries with one id and no common past are measured against. */
export const beginningOf = (kind: string): Readonly<Record<string, string | number>> => ({
  state: 'active',
  ...beginnings[kind],
});
