/** The JSON Schema of `memu dash --json` and `memu status --json`. */
import {listOf, oneOf, orNull, record, type Schemas, share, text, whole} from './schema-words.ts';

const listed = {id: text, prefix: text, title: text};
const counts = {
  overdue: whole,
  due_today: whole,
  open_tasks: whole,
  active_goals: whole,
  inbox: whole,
};

export const dashboardSchemas: Schemas = {
  dash: record({
    generated_at: text,
    zone: text,
    date: text,
    counts: record(counts),
    today: listOf(
      record({
        ...listed,
        status: oneOf('pending', 'in_progress', 'completed', 'cancelled'),
        due: orNull(text),
        scheduled: orNull(text),
        is_overdue: {type: 'boolean'},
        priority: orNull(whole),
        duration_minutes: orNull(whole),
        goal: orNull(text),
      }),
    ),
    events: listOf(record({...listed, start: text, end: orNull(text), location: orNull(text)})),
    goals: listOf(
      record({
        ...listed,
        progress: share,
        target_date: orNull(text),
        open_tasks: whole,
      }),
    ),
    inbox: listOf(
      record({
        ...listed,
        kind: oneOf('proposal', 'memory', 'conflict'),
        detail: text,
        created_at: text,
      }),
    ),
    recent: listOf(record({...listed, kind: text, updated_at: text})),
    health: listOf(
      record({
        name: text,
        level: oneOf('ok', 'warning', 'problem', 'off'),
        text,
        hint: orNull(text),
      }),
    ),
  }),
  status: record({
    ...counts,
    conflicts: whole,
    sync_age: text,
    sync_ahead: whole,
    sync_behind: whole,
    sync_error: orNull(text),
    backup_age: text,
  }),
};
