/** The contracts of what `memu sync …` prints. */
import {z} from 'zod';
import {type Contracts, flagSchema, record, textSchema, whole} from './contract.ts';

const unreadable = z.array(record({path: textSchema, problem: textSchema}));

const report = record({
  out: whole,
  in: whole,
  conflicts: whole,
  open_conflicts: whole,
  returned: z.array(textSchema),
  held_deletes: whole,
  unreadable,
  put_right: whole,
  was_put_right: whole,
  rewritten: flagSchema,
  pull_only: flagSchema,
  dry_run: flagSchema,
});

const conflict: Contracts = {
  id: textSchema,
  entry: textSchema,
  kind: textSchema,
  title: textSchema,
  field: textSchema,
  sides: z.array(
    record({
      value: z.any(),
      device: textSchema,
      at: z.nullable(textSchema),
      mine: flagSchema,
      current: flagSchema,
    }),
  ),
};

export const syncContracts: Contracts = {
  sync: report,
  'sync init': report,
  'sync clone': report,
  'sync status': record({
    vault: z.nullable(textSchema),
    remote: z.nullable(textSchema),
    mirror: z.nullable(textSchema),
    last_sync: z.nullable(textSchema),
    last_try: z.nullable(textSchema),
    last_error: z.nullable(textSchema),
    last_reason: z.nullable(textSchema),
    encrypted: flagSchema,
    waiting: whole,
    ahead: whole,
    behind: whole,
    conflicts: whole,
    held_deletes: whole,
    unreadable,
  }),
  'sync conflicts': z.array(record(conflict)),
  'sync show': z.array(record(conflict)),
  'sync resolve': record({...conflict, resolved: flagSchema}),
  'sync key show': record({recipient: textSchema, fingerprint: z.nullable(textSchema)}),
  'sync key list': record({
    fingerprint: z.nullable(textSchema),
    devices: z.array(record({recipient: textSchema, by: textSchema, at: textSchema})),
    strangers: z.array(textSchema),
  }),
  'sync key add': report,
  'sync key remove': report,
};
