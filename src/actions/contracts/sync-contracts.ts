/** The contracts of what `memu sync …` prints. */
import {z} from 'zod';
import {type Contracts, flag, record, text, whole} from './contract.ts';

const unreadable = z.array(record({path: text, problem: text}));

const report = record({
  out: whole,
  in: whole,
  conflicts: whole,
  open_conflicts: whole,
  returned: z.array(text),
  held_deletes: whole,
  unreadable,
  put_right: whole,
  was_put_right: whole,
  rewritten: flag,
  pull_only: flag,
  dry_run: flag,
});

const conflict: Contracts = {
  id: text,
  entry: text,
  kind: text,
  title: text,
  field: text,
  sides: z.array(
    record({value: z.any(), device: text, at: z.nullable(text), mine: flag, current: flag}),
  ),
};

export const syncContracts: Contracts = {
  sync: report,
  'sync init': report,
  'sync clone': report,
  'sync status': record({
    vault: z.nullable(text),
    remote: z.nullable(text),
    mirror: z.nullable(text),
    last_sync: z.nullable(text),
    last_try: z.nullable(text),
    last_error: z.nullable(text),
    last_reason: z.nullable(text),
    encrypted: flag,
    waiting: whole,
    ahead: whole,
    behind: whole,
    conflicts: whole,
    held_deletes: whole,
    unreadable,
  }),
  'sync conflicts': z.array(record(conflict)),
  'sync show': z.array(record(conflict)),
  'sync resolve': record({...conflict, resolved: flag}),
  'sync key show': record({recipient: text, fingerprint: z.nullable(text)}),
  'sync key list': record({
    fingerprint: z.nullable(text),
    devices: z.array(record({recipient: text, by: text, at: text})),
    strangers: z.array(text),
  }),
  'sync key add': report,
  'sync key remove': report,
};
