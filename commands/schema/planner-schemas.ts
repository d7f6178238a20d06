/** The JSON Schema of what the planning commands print. */
import {
  both,
  flag,
  listOf,
  number,
  oneOf,
  oneOrList,
  orNull,
  record,
  type Schema,
  type Schemas,
  share,
  text,
  whole,
} from './schema-words.ts';

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
const badLine = record({line: whole, reason: text, path: text, kept: flag}, ['path', 'kept']);
const importReport = record({
  tasks: whole,
  notes: whole,
  memories: whole,
  conversations: whole,
  turns: whole,
  updated: whole,
  removed: whole,
  known: whole,
  kept: listOf(record({id: text, title: text, fields: listOf(text)})),
  bad: listOf(badLine),
  unmapped: {type: 'object', additionalProperties: whole},
  index_behind: whole,
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
}): Schemas {
  const moves = ['start', 'done', 'cancel', 'skip', 'reopen', 'accept', 'reject'].map(
    verb => [`task ${verb}`, oneOrList(task)] as const,
  );
  const goals = ['add', 'show', 'edit', 'done', 'archive'].map(
    verb => [`goal ${verb}`, goal] as const,
  );
  const tasks = ['add', 'show', 'edit', 'snooze', 'restore'].map(
    verb => [`task ${verb}`, task] as const,
  );
  const decomposed = record({
    goal: goal,
    plan: record({
      source: orNull(oneOf('model', 'template')),
      model: orNull(text),
      milestones: listOf({type: 'object'}),
      tasks: listOf({type: 'object'}),
      rejected: listOf(record({title: text, why: text})),
      reason: orNull(text),
    }),
  });
  return {
    ...Object.fromEntries([...moves, ...goals, ...tasks]),
    'goal add --decompose': decomposed,
    'goal decompose': decomposed,
    'task show --why': both(task, {
      urgency: record({
        score: number,
        reasons: listOf(record({points: number, why: text})),
        held_back: listOf(text),
      }),
    }),
    'goal list': listOf(goal),
    'goal rm': oneOrList(goal),
    'task rm': oneOrList(task),
    'goal restore': goal,
    'goal progress': both(goal, {history: listOf(record({date: text, progress: share}))}),
    'task list': listOf(task),
    today: record({
      date: text,
      events: listOf(event),
      overdue: listOf(task),
      due: listOf(task),
      planned: listOf(task),
      total: whole,
    }),
    week: listOf(record({date: text, tasks: listOf(task), events: listOf(event)})),
    story: record({
      from: text,
      to: text,
      title: text,
      source: oneOf('model', 'digest'),
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
