/** The contract of each command's `--json`. Fields are added within a version, never renamed or retyped. */
import {z} from 'zod';
import type {Kind} from '../../entries/entry.ts';
import {entrySchema} from '../../entries/entry-schema.ts';
import {
  both,
  type Contracts,
  contractOf,
  flag,
  number,
  oneOrList,
  record,
  share,
  text,
  whole,
} from './contract.ts';
import {overviewContracts} from './overview-contracts.ts';
import {plannerContracts} from './planner-contracts.ts';
import {syncContracts} from './sync-contracts.ts';

const badLines = z.array(record({line: whole, reason: text}));

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
  ...{id: text, seq: whole, role: text, speaker: z.nullable(text), at: text, text},
});

/** A version in the history is what was kept then; how far a goal had come is worked out for today only. */
function nounContracts(byKind: Contracts, kept: Contracts): Contracts {
  const schemas: {[command: string]: z.ZodType} = {};
  for (const kind of ['note', 'goal', 'task', 'memory'] as const) {
    const entry = byKind[kind]!;
    for (const verb of ['add', 'show', 'edit', 'restore']) schemas[`${kind} ${verb}`] = entry;
    schemas[`${kind} rm`] = oneOrList(entry);
    schemas[`${kind} list`] = z.array(entry);
    schemas[`${kind} history`] = z.array(versionOf(kept[kind]!));
  }
  schemas['note daily'] = byKind.note!;
  const conversation = byKind.conversation!;
  schemas['conversation list'] = z.array(conversation);
  schemas['conversation rm'] = oneOrList(conversation);
  schemas['conversation export'] = record(
    {text, created_at: text, id: text, session: text, role: text, speaker: text},
    ['speaker'],
  );
  schemas['conversation show'] = both(conversation, {said: z.array(turn)});
  return schemas;
}

/** Imported entries carry `ref`, turns their `conversation`. */
const hit = record(
  {
    id: text,
    kind: text,
    title: text,
    snippet: text,
    score: number,
    why: z.looseObject({text: z.any().optional(), vector: z.any().optional()}),
    created_at: text,
    ref: z.nullable(text),
    conversation: z.nullable(text),
    valid_from: z.nullable(text),
    valid_to: z.nullable(text),
    reasons: z.record(z.string(), z.number()).optional(),
  },
  ['ref', 'conversation', 'valid_from', 'valid_to'],
);

const versionOf = (entry: z.ZodType): z.ZodType =>
  record({
    version: whole,
    at: text,
    command: text,
    actor: text,
    changed: z.array(text),
    entry,
  });

/** One line of an export: an entry, or a turn that follows its conversation. */
const exportLine = (anyKept: z.ZodType): z.ZodType =>
  z.union([
    anyKept,
    record({id: text, kind: z.literal('turn'), conversation: text, role: text, at: text, text}),
  ]);

/** What a command prints, and what it prints with `--dry-run`. */
const orRehearsal = (done: z.ZodType, rehearsed: z.ZodType): z.ZodType =>
  z.union([done, rehearsed]);

function commonContracts(anyEntry: z.ZodType, anyKept: z.ZodType): Contracts {
  const undone = z.array(
    record({
      operation: record({id: text, command: text, at: text}),
      entries: z.array(anyEntry),
      left_alone: z.array(record({id: text, title: text, field: text})),
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
    recall: z.union([z.array(hit), record({hits: z.array(hit), explanation: z.any()})]),
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
      missing: z.array(record({entry: text, sha256: text, name: text})),
      index_behind: whole,
    }),
    'import markdown': record({
      entries: whole,
      known: whole,
      attachments: whole,
      skipped: z.array(record({file: text, reason: text})),
      index_behind: whole,
    }),
    'export --jsonl': exportLine(anyKept),
    'export --markdown': record({entries: whole, path: text}),
    schema: record({version: whole, commands: z.array(text)}),
    attach: anyEntry,
    undo: undone,
    redo: undone,
    'log --entry': z.array(versionOf(anyKept)),
    log: z.array(
      record({
        id: text,
        actor: text,
        command: text,
        at: text,
        entries: whole,
        title: text,
        undone: flag,
      }),
    ),
    'trash list': z.array(anyEntry),
    'trash restore': oneOrList(anyEntry),
    'trash purge': record({
      entries: whole,
      turns: whole,
      redacted: whole,
      mentions: z.array(text),
      places: z.array(record({name: text, files: whole})),
      pending: flag,
    }),
    'trash purge --dry-run': z.array(anyEntry),
    'config list': z.array(record({name: text, value: z.any(), source: text, about: text})),
    'config get': z.any(),
    'config set': record({name: text, value: z.any(), source: text}),
    'config unset': record({name: text, value: z.any(), source: text}),
    'config path': record({path: text}),
    init: record({
      profile: z.nullable(text),
      ...{data: text, config: text, cache: text, state: text, zone: text},
      entries: whole,
      hosts: z.array(
        record({host: text, reachable: flag, reason: z.nullable(text), models: z.array(text)}),
      ),
      next: z.array(record({command: text, about: text})),
    }),
    demo: record({profile: text, entries: whole, path: text}),
    'doctor --repair': record({
      kept: z.nullable(text),
      tables: z.array(record({name: text, rows: whole, hasHoles: flag})),
      bare: whole,
    }),
    doctor: record({
      status: z.enum(['ok', 'warning', 'failure']),
      checks: z.array(
        record({
          name: text,
          status: z.enum(['ok', 'warning', 'failure']),
          message: text,
          fix: z.nullable(text),
        }),
      ),
    }),
    error: record({error: record({code: text, message: text, hint: z.nullable(text)})}),
  };
}

function modelContracts(anyEntry: z.ZodType): Contracts {
  const cited = record({id: text, prefix: text, kind: text, title: text, number: whole});
  const model = record({name: text, capabilities: z.array(text), loaded: flag});
  const chosen = record({purpose: text, model: z.nullable(text), host: z.nullable(text)});
  const models = record({
    hosts: z.array(
      record({host: text, reachable: flag, reason: z.nullable(text), models: z.array(model)}),
    ),
    chosen: z.array(chosen),
  });
  const prompt = record({name: text, version: text, text});
  const profile = record({
    told_to_models: flag,
    told: z.array(record({trait: text, value: text, id: text, updated_at: text})),
    counted: z.array(record({trait: text, value: text, from: whole})),
  });
  const feedback = z.array(
    record({id: text, conversation: text, at: text, good: flag, question: text, why: text}),
  );
  return {
    chat: record({
      conversation: z.nullable(text),
      turn: z.nullable(text),
      host: z.nullable(text),
      model: z.nullable(text),
      state: z.enum(['complete', 'stopped', 'incomplete', 'quoted', 'cached']),
      reason: z.nullable(text),
      text,
      cited: z.array(text),
      citations: z.array(z.looseObject({})),
      entries: z.array(cited),
      left_out: z.array(text),
      proposals: z.array(z.looseObject({})),
      usage: z.nullable(z.looseObject({})),
      notices: z.array(text),
    }),
    'secret set': record({name: text, place: text}),
    'secret get': record({name: text, value: text}),
    'secret list': z.array(record({name: text, place: text})),
    'secret rm': record({name: text}),
    prompt: z.array(prompt),
    'prompt list': z.array(prompt),
    'prompt show': prompt,
    'prompt edit': prompt,
    profile,
    'profile show': profile,
    'profile set': record({trait: text, value: text, id: text, updated_at: text}),
    'profile rm': record({trait: text}),
    interview: orRehearsal(
      anyEntry,
      record({topic: text, resumed: flag, answered: whole, next: z.nullable(text)}),
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
      record({conversation: z.nullable(text), said: z.array(text)}),
    ),
    models,
    'models list': models,
    'models pull': orRehearsal(
      record({host: text, model: text}),
      record({
        host: text,
        model: text,
        present: flag,
        bytes: z.nullable(whole),
        free_bytes: z.nullable(whole),
      }),
    ),
    stats: z.array(
      record({model: text, host: text, purpose: text, calls: whole, failed: whole, cached: whole}),
    ),
    feedback,
    'feedback list': feedback,
    'feedback export': record({prompt: text, chosen: text, rejected: text, why: text, at: text}),
    'log --egress': z.array(
      record({
        at: text,
        host: text,
        purpose: text,
        model: z.nullable(text),
        bytes: whole,
        entries: z.array(text),
      }),
    ),
  };
}
