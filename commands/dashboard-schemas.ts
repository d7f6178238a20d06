/** The JSON Schema of `memu dash --json` and `memu status --json`. */
import type {Schema} from '../src/entries/entry-schema.ts';

const text: Schema = {type: 'string'};
const whole: Schema = {type: 'integer'};
const orNull = (schema: Schema): Schema => ({anyOf: [schema, {type: 'null'}]});
const oneOf = (...words: readonly string[]): Schema => ({enum: words});

const record = (properties: {readonly [name: string]: Schema}): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const listOf = (properties: {readonly [name: string]: Schema}): Schema => ({
  type: 'array',
  items: record(properties),
});

const listed = {id: text, prefix: text, title: text};
const counts = {
  overdue: whole,
  due_today: whole,
  open_tasks: whole,
  active_goals: whole,
  inbox: whole,
};

export const dashboardSchemas: {readonly [command: string]: Schema} = {
  dash: record({
    generated_at: text,
    zone: text,
    date: text,
    counts: record(counts),
    today: listOf({
      ...listed,
      status: oneOf('pending', 'in_progress', 'completed', 'cancelled'),
      due: orNull(text),
      scheduled: orNull(text),
      is_overdue: {type: 'boolean'},
      priority: orNull(whole),
      duration_minutes: orNull(whole),
      goal: orNull(text),
    }),
    events: listOf({...listed, start: text, end: orNull(text), location: orNull(text)}),
    goals: listOf({
      ...listed,
      progress: {type: 'number', minimum: 0, maximum: 1},
      target_date: orNull(text),
      open_tasks: whole,
    }),
    inbox: listOf({
      ...listed,
      kind: oneOf('proposal', 'memory', 'conflict'),
      detail: text,
      created_at: text,
    }),
    recent: listOf({...listed, kind: text, updated_at: text}),
    health: listOf({
      name: text,
      level: oneOf('ok', 'warning', 'problem', 'off'),
      text,
      hint: orNull(text),
    }),
  }),
  status: record({...counts, sync_age: text, backup_age: text}),
};
