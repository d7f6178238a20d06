/** The JSON Schema of what `memu sync …` prints. */
import {flag, listOf, orNull, record, type Schemas, text, whole} from './schema-words.ts';

const unreadable = listOf(record({path: text, problem: text}));

const report = record({
  out: whole,
  in: whole,
  conflicts: whole,
  open_conflicts: whole,
  returned: listOf(text),
  held_deletes: whole,
  unreadable,
  put_right: whole,
  was_put_right: whole,
  rewritten: flag,
  pull_only: flag,
  dry_run: flag,
});

const conflict: Schemas = {
  id: text,
  entry: text,
  kind: text,
  title: text,
  field: text,
  sides: listOf(record({value: {}, device: text, at: orNull(text), mine: flag, current: flag})),
};

export const syncSchemas: Schemas = {
  sync: report,
  'sync init': report,
  'sync clone': report,
  'sync status': record({
    vault: orNull(text),
    remote: orNull(text),
    mirror: orNull(text),
    last_sync: orNull(text),
    last_try: orNull(text),
    last_error: orNull(text),
    last_reason: orNull(text),
    encrypted: flag,
    waiting: whole,
    ahead: whole,
    behind: whole,
    conflicts: whole,
    held_deletes: whole,
    unreadable,
  }),
  'sync conflicts': listOf(record(conflict)),
  'sync show': listOf(record(conflict)),
  'sync resolve': record({...conflict, resolved: flag}),
  'sync key show': record({recipient: text, fingerprint: orNull(text)}),
  'sync key list': record({
    fingerprint: orNull(text),
    devices: listOf(record({recipient: text, by: text, at: text})),
    strangers: listOf(text),
  }),
  'sync key add': report,
  'sync key remove': report,
};
