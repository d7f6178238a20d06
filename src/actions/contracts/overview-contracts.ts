/** The contracts of `memu dash --json` and `memu status --json`. */
import {z} from 'zod';
import {type Contracts, flagSchema, record, share, textSchema, whole} from './contract.ts';

const listed = {id: textSchema, prefix: textSchema, title: textSchema};
const counts = {
  overdue: whole,
  due_today: whole,
  open_tasks: whole,
  active_goals: whole,
  inbox: whole,
};

export const overviewContracts: Contracts = {
  dash: record({
    generated_at: textSchema,
    zone: textSchema,
    date: textSchema,
    counts: record(counts),
    today: z.array(
      record({
        ...listed,
        status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
        due: z.nullable(textSchema),
        scheduled: z.nullable(textSchema),
        is_overdue: flagSchema,
        priority: z.nullable(whole),
        duration_minutes: z.nullable(whole),
        goal: z.nullable(textSchema),
      }),
    ),
    events: z.array(
      record({
        ...listed,
        start: textSchema,
        end: z.nullable(textSchema),
        location: z.nullable(textSchema),
      }),
    ),
    goals: z.array(
      record({
        ...listed,
        progress: share,
        target_date: z.nullable(textSchema),
        open_tasks: whole,
      }),
    ),
    inbox: z.array(
      record({
        ...listed,
        kind: z.enum(['proposal', 'memory', 'conflict']),
        detail: textSchema,
        created_at: textSchema,
      }),
    ),
    recent: z.array(record({...listed, kind: textSchema, updated_at: textSchema})),
    health: z.array(
      record({
        name: textSchema,
        level: z.enum(['ok', 'warning', 'problem', 'off']),
        text: textSchema,
        hint: z.nullable(textSchema),
      }),
    ),
  }),
  status: record({
    ...counts,
    conflicts: whole,
    sync_age: textSchema,
    sync_ahead: whole,
    sync_behind: whole,
    sync_error: z.nullable(textSchema),
    backup_age: textSchema,
  }),
};
