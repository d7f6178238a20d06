/** The contracts of `memu dash --json` and `memu status --json`. */
import {z} from 'zod';
import {type Contracts, flag, record, share, text, whole} from './contract.ts';

const listed = {id: text, prefix: text, title: text};
const counts = {
  overdue: whole,
  due_today: whole,
  open_tasks: whole,
  active_goals: whole,
  inbox: whole,
};

export const overviewContracts: Contracts = {
  dash: record({
    generated_at: text,
    zone: text,
    date: text,
    counts: record(counts),
    today: z.array(
      record({
        ...listed,
        status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
        due: z.nullable(text),
        scheduled: z.nullable(text),
        is_overdue: flag,
        priority: z.nullable(whole),
        duration_minutes: z.nullable(whole),
        goal: z.nullable(text),
      }),
    ),
    events: z.array(
      record({...listed, start: text, end: z.nullable(text), location: z.nullable(text)}),
    ),
    goals: z.array(
      record({
        ...listed,
        progress: share,
        target_date: z.nullable(text),
        open_tasks: whole,
      }),
    ),
    inbox: z.array(
      record({
        ...listed,
        kind: z.enum(['proposal', 'memory', 'conflict']),
        detail: text,
        created_at: text,
      }),
    ),
    recent: z.array(record({...listed, kind: text, updated_at: text})),
    health: z.array(
      record({
        name: text,
        level: z.enum(['ok', 'warning', 'problem', 'off']),
        text,
        hint: z.nullable(text),
      }),
    ),
  }),
  status: record({
    ...counts,
    conflicts: whole,
    sync_age: text,
    sync_ahead: whole,
    sync_behind: whole,
    sync_error: z.nullable(text),
    backup_age: text,
  }),
};
