/** The contracts of what the planning commands print. */
import {z} from 'zod';
import {importFormats} from '../../exchange/importers/registry.ts';
import {
  both,
  type Contracts,
  flagSchema,
  number,
  oneOrList,
  record,
  share,
  textSchema,
  whole,
} from './contract.ts';

const event = record({
  id: textSchema,
  title: textSchema,
  start: textSchema,
  end: z.nullable(textSchema),
  location: z.nullable(textSchema),
});
const badLine = record({line: whole, reason: textSchema, path: textSchema, kept: flagSchema}, [
  'path',
  'kept',
]);
const importReport = record({
  tasks: whole,
  notes: whole,
  memories: whole,
  conversations: whole,
  turns: whole,
  updated: whole,
  removed: whole,
  known: whole,
  kept: z.array(record({id: textSchema, title: textSchema, fields: z.array(textSchema)})),
  bad: z.array(badLine),
  unmapped: z.record(textSchema, whole),
  index_behind: whole,
});

/** By command, from the schemas of a goal, a task and any entry. */
export function plannerContracts({
  goal,
  task,
  anyEntry,
}: {
  readonly goal: z.ZodType;
  readonly task: z.ZodType;
  readonly anyEntry: z.ZodType;
}): Contracts {
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
      source: z.nullable(z.enum(['model', 'template'])),
      model: z.nullable(textSchema),
      milestones: z.array(z.looseObject({})),
      tasks: z.array(z.looseObject({})),
      rejected: z.array(record({title: textSchema, why: textSchema})),
      reason: z.nullable(textSchema),
    }),
  });
  return {
    ...Object.fromEntries([...moves, ...goals, ...tasks]),
    'goal add --decompose': decomposed,
    'goal decompose': decomposed,
    'task show --why': both(task, {
      urgency: record({
        score: number,
        reasons: z.array(record({points: number, why: textSchema})),
        held_back: z.array(textSchema),
      }),
    }),
    'goal list': z.array(goal),
    'goal rm': oneOrList(goal),
    'task rm': oneOrList(task),
    'goal restore': goal,
    'goal progress': both(goal, {history: z.array(record({date: textSchema, progress: share}))}),
    'task list': z.array(task),
    today: record({
      date: textSchema,
      events: z.array(event),
      overdue: z.array(task),
      due: z.array(task),
      planned: z.array(task),
      total: whole,
    }),
    week: z.array(record({date: textSchema, tasks: z.array(task), events: z.array(event)})),
    story: record({
      from: textSchema,
      to: textSchema,
      title: textSchema,
      source: z.enum(['model', 'digest']),
      model: z.nullable(textSchema),
      note: z.nullable(textSchema),
      chapters: z.array(
        record({
          heading: textSchema,
          sentences: z.array(record({text: textSchema, entries: z.array(textSchema)})),
        }),
      ),
      cut: z.array(textSchema),
      videos: z.array(
        record({
          video: textSchema,
          cover: textSchema,
          caption: textSchema,
          subtitles: textSchema,
          seconds: number,
        }),
      ),
    }),
    remind: z.array(
      record({
        id: textSchema,
        title: textSchema,
        reason: textSchema,
        at: textSchema,
        due: z.nullable(textSchema),
        scheduled: z.nullable(textSchema),
        late: flagSchema,
      }),
    ),
    review: record({
      from: textSchema,
      to: textSchema,
      done: z.array(task),
      slipped: z.array(task),
      stalled: z.array(goal),
      inbox: z.array(anyEntry),
    }),
    ...Object.fromEntries(importFormats.map(({name}) => [`import ${name}`, importReport])),
    next: z.array(both(task, {score: number, why: z.array(textSchema)})),
    add: both(anyEntry, {
      understood: z.array(record({part: textSchema, text: textSchema, meaning: textSchema})),
      unclear: z.array(
        record({text: textSchema, why: textSchema, hint: textSchema, about: textSchema}),
      ),
    }),
  };
}
