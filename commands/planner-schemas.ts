/** The JSON Schema of what the planning commands print. */
import type {Schema} from '../src/entries/entry-schema.ts';

const text: Schema = {type: 'string'};
const number: Schema = {type: 'number'};
const listOf = (items: Schema): Schema => ({type: 'array', items});
const record = (properties: {readonly [name: string]: Schema}): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const both = (one: Schema, more: {readonly [name: string]: Schema}): Schema => ({
  allOf: [one, record(more)],
});

const share: Schema = {type: 'number', minimum: 0, maximum: 1};

const orNull = (schema: Schema): Schema => ({anyOf: [schema, {type: 'null'}]});
const whole: Schema = {type: 'integer'};
const event = record({
  id: text,
  title: text,
  start: text,
  end: orNull(text),
  location: orNull(text),
});
const neighbours = [
  ...['taskwarrior', 'todo.txt', 'jrnl', 'llm', 'ics', 'obsidian', 'nb', 'zk', 'basic-memory'],
];
const importReport = record({
  tasks: whole,
  notes: whole,
  memories: whole,
  conversations: whole,
  turns: whole,
  known: whole,
  bad: listOf(record({line: whole, reason: text})),
  unmapped: {type: 'object', additionalProperties: whole},
});

/** By command, from the schemas of a goal, a task and any entry. */
export function plannerSchemas({
  goal,
  task,
  anyEntry,
}: {
  readonly goal: Schema;
  readonly task: Schema;
  readonly anyEntry: Schema;
}): {readonly [command: string]: Schema} {
  const view = both(goal, {progress: share});
  const oneOrMore: Schema = {anyOf: [task, listOf(task)]};
  const moves = ['start', 'done', 'cancel', 'skip', 'reopen', 'accept', 'reject'].map(
    verb => [`task ${verb}`, oneOrMore] as const,
  );
  const goals = ['add', 'show', 'edit', 'done', 'archive'].map(
    verb => [`goal ${verb}`, view] as const,
  );
  const tasks = ['add', 'show', 'edit', 'snooze', 'restore'].map(
    verb => [`task ${verb}`, task] as const,
  );
  return {
    ...Object.fromEntries([...moves, ...goals, ...tasks]),
    'goal decompose': record({
      goal: view,
      plan: record({
        source: {anyOf: [{type: 'string', enum: ['model', 'template']}, {type: 'null'}]},
        model: {anyOf: [text, {type: 'null'}]},
        milestones: listOf({type: 'object'}),
        tasks: listOf({type: 'object'}),
        rejected: listOf(record({title: text, why: text})),
        reason: {anyOf: [text, {type: 'null'}]},
      }),
    }),
    'goal list': listOf(view),
    'goal rm': {anyOf: [goal, listOf(goal)]},
    'task rm': oneOrMore,
    'goal restore': goal,
    'goal progress': both(view, {history: listOf(record({date: text, progress: share}))}),
    'task list': listOf(task),
    today: record({
      date: text,
      events: listOf(event),
      overdue: listOf(task),
      due: listOf(task),
      planned: listOf(task),
      total: {type: 'integer'},
    }),
    week: listOf(record({date: text, tasks: listOf(task), events: listOf(event)})),
    story: record({
      from: text,
      to: text,
      title: text,
      source: {type: 'string', enum: ['model', 'digest']},
      model: orNull(text),
      note: orNull(text),
      chapters: listOf(
        record({
          heading: text,
          sentences: listOf(record({text, entries: listOf(text)})),
        }),
      ),
      cut: listOf(text),
      videos: listOf(
        record({video: text, cover: text, caption: text, subtitles: text, seconds: number}),
      ),
    }),
    remind: listOf(
      record({
        id: text,
        title: text,
        reason: text,
        at: text,
        due: orNull(text),
        scheduled: orNull(text),
        late: {type: 'boolean'},
      }),
    ),
    review: record({
      from: text,
      to: text,
      done: listOf(task),
      slipped: listOf(task),
      stalled: listOf(goal),
      inbox: listOf(anyEntry),
    }),
    ...Object.fromEntries(neighbours.map(name => [`import ${name}`, importReport])),
    next: listOf(both(task, {score: number, why: listOf(text)})),
    add: both(anyEntry, {
      understood: listOf(record({part: text, text, meaning: text})),
      unclear: listOf(record({text, why: text, hint: text, about: text})),
    }),
  };
}
