/** The contract of each command's `--json`. Fields are added within a version, never renamed or retyped. */
import {z} from 'zod';
import type {Kind} from '../../entries/entry.ts';
import {entrySchema} from '../../entries/entry-schema.ts';
import {
  both,
  type Contracts,
  contractOf,
  flagSchema,
  number,
  oneOrList,
  record,
  share,
  textSchema,
  whole,
} from './contract.ts';
import {overviewContracts} from './overview-contracts.ts';
import {plannerContracts} from './planner-contracts.ts';
import {syncContracts} from './sync-contracts.ts';

const badLines = z.array(record({line: whole, reason: textSchema}));

/** By command, as typed after `memu`. */
export function contractsOf(kinds: readonly Kind[]): Contracts {
  const kept: Contracts = Object.fromEntries(
    kinds.map(kind => [kind.name, contractOf(entrySchema(kind))]),
  );
  const byKind: Contracts = {...kept, goal: both(kept.goal!, {progress: share})};
  const anyEntry: z.ZodType = z.union(Object.values(byKind));
  const planner = plannerContracts({goal: byKind.goal!, task: byKind.task!, anyEntry});
  return {
    ...nounContracts(byKind, kept),
    ...planner,
    ...overviewContracts,
    ...syncContracts,
    ...commonContracts(anyEntry, z.union(Object.values(kept))),
    ...modelContracts(anyEntry),
  };
}

const turn = record({
  ...{
    id: textSchema,
    seq: whole,
    role: textSchema,
    speaker: z.nullable(textSchema),
    at: textSchema,
    text: textSchema,
  },
});

/** A version in the history is what was kept then; how far a goal had come is worked out for today only. */
function nounContracts(byKind: Contracts, kept: Contracts): Contracts {
  const schemas: {[command: string]: z.ZodType} = {};
  const {conversation, ...written} = byKind;
  for (const [kind, entry] of Object.entries(written)) {
    for (const verb of ['add', 'show', 'edit', 'restore']) schemas[`${kind} ${verb}`] = entry;
    schemas[`${kind} rm`] = oneOrList(entry);
    schemas[`${kind} list`] = z.array(entry);
    schemas[`${kind} history`] = z.array(versionOf(kept[kind]!));
  }
  schemas['note daily'] = byKind.note!;
  schemas['conversation list'] = z.array(conversation!);
  schemas['conversation rm'] = oneOrList(conversation!);
  schemas['conversation export'] = record(
    {
      text: textSchema,
      created_at: textSchema,
      id: textSchema,
      session: textSchema,
      role: textSchema,
      speaker: textSchema,
    },
    ['speaker'],
  );
  schemas['conversation show'] = both(conversation!, {said: z.array(turn)});
  return schemas;
}

/** Imported entries carry `ref`, turns their `conversation`. */
const hit = record(
  {
    id: textSchema,
    kind: textSchema,
    title: textSchema,
    snippet: textSchema,
    score: number,
    why: z.looseObject({text: z.any().optional(), vector: z.any().optional()}),
    created_at: textSchema,
    ref: z.nullable(textSchema),
    conversation: z.nullable(textSchema),
    valid_from: z.nullable(textSchema),
    valid_to: z.nullable(textSchema),
    reasons: z.record(z.string(), z.number()).optional(),
  },
  ['ref', 'conversation', 'valid_from', 'valid_to'],
);

const versionOf = (entry: z.ZodType): z.ZodType =>
  record({
    version: whole,
    at: textSchema,
    command: textSchema,
    actor: textSchema,
    changed: z.array(textSchema),
    entry,
  });

/** One line of an export: an entry, or a turn that follows its conversation. */
const exportLine = (anyKept: z.ZodType): z.ZodType =>
  z.union([
    anyKept,
    record({
      id: textSchema,
      kind: z.literal('turn'),
      conversation: textSchema,
      role: textSchema,
      at: textSchema,
      text: textSchema,
    }),
  ]);

/** What a command prints, and what it prints with `--dry-run`. */
const orRehearsal = (done: z.ZodType, rehearsed: z.ZodType): z.ZodType =>
  z.union([done, rehearsed]);

function commonContracts(anyEntry: z.ZodType, anyKept: z.ZodType): Contracts {
  const undone = z.array(
    record({
      operation: record({id: textSchema, command: textSchema, at: textSchema}),
      entries: z.array(anyEntry),
      left_alone: z.array(record({id: textSchema, title: textSchema, field: textSchema})),
    }),
  );
  return {
    'note backlinks': z.array(anyEntry),
    'memory import': record({
      memories: whole,
      turns: whole,
      conversations: whole,
      known: whole,
      bad: badLines,
      bad_count: whole,
      index_behind: whole,
    }),
    recall: z.array(hit),
    'recall --explain': record({hits: z.array(hit), explanation: z.any()}),
    'recall --batch': record({id: z.any(), hits: z.array(hit)}),
    index: orRehearsal(
      record({
        changes: whole,
        passages: whole,
        seconds: number,
        vectors: whole,
        vectors_behind: whole,
      }),
      record({changes: whole, vectors_behind: z.nullable(whole)}),
    ),
    'import jsonl': record({
      ...{entries: whole, turns: whole, known: whole, bad: badLines},
      missing: z.array(record({entry: textSchema, sha256: textSchema, name: textSchema})),
      index_behind: whole,
    }),
    'import markdown': record({
      entries: whole,
      known: whole,
      attachments: whole,
      skipped: z.array(record({file: textSchema, reason: textSchema})),
      index_behind: whole,
    }),
    'export --jsonl': exportLine(anyKept),
    'export --markdown': record({entries: whole, path: textSchema}),
    schema: record({version: whole, commands: z.array(textSchema)}),
    attach: anyEntry,
    undo: undone,
    redo: undone,
    'log --entry': z.array(versionOf(anyKept)),
    log: z.array(
      record({
        id: textSchema,
        actor: textSchema,
        command: textSchema,
        at: textSchema,
        entries: whole,
        title: textSchema,
        undone: flagSchema,
      }),
    ),
    'trash list': z.array(anyEntry),
    'trash restore': oneOrList(anyEntry),
    'trash purge': record({
      entries: whole,
      turns: whole,
      redacted: whole,
      mentions: z.array(textSchema),
      places: z.array(record({name: textSchema, files: whole})),
      pending: flagSchema,
    }),
    'trash purge --dry-run': z.array(anyEntry),
    'config list': z.array(
      record({name: textSchema, value: z.any(), source: textSchema, about: textSchema}),
    ),
    'config get': z.any(),
    'config set': record({name: textSchema, value: z.any(), source: textSchema}),
    'config unset': record({name: textSchema, value: z.any(), source: textSchema}),
    'config path': record({path: textSchema}),
    init: record({
      profile: z.nullable(textSchema),
      ...{
        data: textSchema,
        config: textSchema,
        cache: textSchema,
        state: textSchema,
        zone: textSchema,
      },
      entries: whole,
      hosts: z.array(
        record({
          host: textSchema,
          reachable: flagSchema,
          reason: z.nullable(textSchema),
          models: z.array(textSchema),
        }),
      ),
      next: z.array(record({command: textSchema, about: textSchema})),
    }),
    demo: record({profile: textSchema, entries: whole, path: textSchema}),
    'doctor --repair': record({
      kept: z.nullable(textSchema),
      tables: z.array(record({name: textSchema, rows: whole, hasHoles: flagSchema})),
      bare: whole,
    }),
    doctor: record({
      status: z.enum(['ok', 'warning', 'failure']),
      checks: z.array(
        record({
          name: textSchema,
          status: z.enum(['ok', 'warning', 'failure']),
          message: textSchema,
          fix: z.nullable(textSchema),
        }),
      ),
    }),
    error: record({
      error: record({code: textSchema, message: textSchema, hint: z.nullable(textSchema)}),
    }),
  };
}

function modelContracts(anyEntry: z.ZodType): Contracts {
  const cited = record({
    id: textSchema,
    prefix: textSchema,
    kind: textSchema,
    title: textSchema,
    number: whole,
  });
  const model = record({name: textSchema, capabilities: z.array(textSchema), loaded: flagSchema});
  const chosen = record({
    purpose: textSchema,
    model: z.nullable(textSchema),
    host: z.nullable(textSchema),
  });
  const models = record({
    hosts: z.array(
      record({
        host: textSchema,
        reachable: flagSchema,
        reason: z.nullable(textSchema),
        models: z.array(model),
      }),
    ),
    chosen: z.array(chosen),
  });
  const prompt = record({name: textSchema, version: textSchema, text: textSchema});
  const profile = record({
    told_to_models: flagSchema,
    told: z.array(
      record({trait: textSchema, value: textSchema, id: textSchema, updated_at: textSchema}),
    ),
    counted: z.array(record({trait: textSchema, value: textSchema, from: whole})),
  });
  const feedback = z.array(
    record({
      id: textSchema,
      conversation: textSchema,
      at: textSchema,
      good: flagSchema,
      question: textSchema,
      why: textSchema,
    }),
  );
  return {
    chat: record({
      conversation: z.nullable(textSchema),
      turn: z.nullable(textSchema),
      host: z.nullable(textSchema),
      model: z.nullable(textSchema),
      state: z.enum(['complete', 'stopped', 'incomplete', 'quoted', 'cached']),
      reason: z.nullable(textSchema),
      text: textSchema,
      cited: z.array(textSchema),
      citations: z.array(z.looseObject({})),
      entries: z.array(cited),
      left_out: z.array(textSchema),
      proposals: z.array(z.looseObject({})),
      usage: z.nullable(z.looseObject({})),
      notices: z.array(textSchema),
    }),
    'secret set': record({name: textSchema, place: textSchema}),
    'secret get': record({name: textSchema, value: textSchema}),
    'secret list': z.array(record({name: textSchema, place: textSchema})),
    'secret rm': record({name: textSchema}),
    prompt: z.array(prompt),
    'prompt list': z.array(prompt),
    'prompt show': prompt,
    'prompt edit': prompt,
    profile,
    'profile show': profile,
    'profile set': record({
      trait: textSchema,
      value: textSchema,
      id: textSchema,
      updated_at: textSchema,
    }),
    'profile rm': record({trait: textSchema}),
    interview: orRehearsal(
      anyEntry,
      record({
        topic: textSchema,
        resumed: flagSchema,
        answered: whole,
        next: z.nullable(textSchema),
      }),
    ),
    inbox: z.array(anyEntry),
    'inbox list': z.array(anyEntry),
    'inbox accept': oneOrList(anyEntry),
    'inbox reject': oneOrList(anyEntry),
    'inbox edit': anyEntry,
    'memory inbox': z.array(anyEntry),
    'memory accept': oneOrList(anyEntry),
    'memory reject': oneOrList(anyEntry),
    'memory extract': orRehearsal(
      z.array(anyEntry),
      record({conversation: z.nullable(textSchema), said: z.array(textSchema)}),
    ),
    models,
    'models list': models,
    'models pull': orRehearsal(
      record({host: textSchema, model: textSchema}),
      record({
        host: textSchema,
        model: textSchema,
        present: flagSchema,
        bytes: z.nullable(whole),
        free_bytes: z.nullable(whole),
      }),
    ),
    stats: z.array(
      record({
        model: textSchema,
        host: textSchema,
        purpose: textSchema,
        calls: whole,
        failed: whole,
        cached: whole,
      }),
    ),
    feedback,
    'feedback list': feedback,
    'feedback export': record({
      prompt: textSchema,
      chosen: textSchema,
      rejected: textSchema,
      why: textSchema,
      at: textSchema,
    }),
    'log --egress': z.array(
      record({
        at: textSchema,
        host: textSchema,
        purpose: textSchema,
        model: z.nullable(textSchema),
        bytes: whole,
        entries: z.array(textSchema),
      }),
    ),
  };
}
