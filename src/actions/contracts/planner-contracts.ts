/** The contracts of what the planning commands print. */
import {z} from 'zod';
import {importFormats} from '../../exchange/importers/registry.ts';
import {
  both,
  type Contracts,
  flag,
  number,
  oneOrList,
  record,
  share,
  text,
  whole,
} from './contract.ts';

const event = record({
  id: text,
  title: text,
  start: text,
  end: z.nullable(text),
  location: z.nullable(text),
});
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
  kept: z.array(record({id: text, title: text, fields: z.array(text)})),
  bad: z.array(badLine),
  unmapped: z.record(text, whole),
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
      model: z.nullable(text),
      milestones: z.array(z.looseObject({})),
      tasks: z.array(z.looseObject({})),
      rejected: z.array(record({title: text, why: text})),
      reason: z.nullable(text),
    }),
  });
  return {
    ...Object.fromEntries([...moves, ...goals, ...tasks]),
    'goal add --decompose': decomposed,
    'goal decompose': decomposed,
    'task show --why': both(task, {
      urgency: record({
        score: number,
        reasons: z.array(record({points: number, why: text})),
        held_back: z.array(text),
      }),
    }),
    'goal list': z.array(goal),
    'goal rm': oneOrList(goal),
    'task rm': oneOrList(task),
    'goal restore': goal,
    'goal progress': both(goal, {history: z.array(record({date: text, progress: share}))}),
    'task list': z.array(task),
    today: record({
      date: text,
      events: z.array(event),
      overdue: z.array(task),
      due: z.array(task),
      planned: z.array(task),
      total: whole,
    }),
    week: z.array(record({date: text, tasks: z.array(task), events: z.array(event)})),
    story: record({
      from: text,
      to: text,
      title: text,
      source: z.enum(['model', 'digest']),
      model: z.nullable(text),
      note: z.nullable(text),
      chapters: z.array(
        record({
          heading: text,
          sentences: z.array(record({text, entries: z.array(text)})),
        }),
      ),
      cut: z.array(text),
      videos: z.array(
        record({video: text, cover: text, caption: text, subtitles: text, seconds: number}),
      ),
    }),
    remind: z.array(
      record({
        id: text,
        title: text,
        reason: text,
        at: text,
        due: z.nullable(text),
        scheduled: z.nullable(text),
        late: flag,
      }),
    ),
    review: record({
      from: text,
      to: text,
      done: z.array(task),
      slipped: z.array(task),
      stalled: z.array(goal),
      inbox: z.array(anyEntry),
    }),
    ...Object.fromEntries(importFormats.map(({name}) => [`import ${name}`, importReport])),
    next: z.array(both(task, {score: number, why: z.array(text)})),
    add: both(anyEntry, {
      understood: z.array(record({part: text, text, meaning: text})),
      unclear: z.array(record({text, why: text, hint: text, about: text})),
    }),
  };
}
