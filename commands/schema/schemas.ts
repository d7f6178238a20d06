/** The JSON Schema of each command's `--json`. Fields are added within a version, never renamed or retyped. */
import {entrySchema} from '../../src/entries/entry-schema.ts';
import {dashboardSchemas} from './dashboard-schemas.ts';
import {plannerSchemas} from './planner-schemas.ts';
import {
  both,
  flag,
  listOf,
  number,
  oneOf,
  oneOrList,
  orNull,
  record,
  type Schema,
  type Schemas,
  share,
  text,
  whole,
} from './schema-words.ts';
import {syncSchemas} from './sync-schemas.ts';

/** Raised when a field is renamed or retyped, which old scripts would notice. */
export const schemaVersion = 1;

const badLines = listOf(record({line: whole, reason: text}));

/** By command, as typed after `memu`. */
export async function schemas(): Promise<Schemas> {
  const {kinds} = await import('../../src/kinds/kinds.ts');
  const kept: Schemas = Object.fromEntries(kinds.map(kind => [kind.name, entrySchema(kind)]));
  const byKind: Schemas = {...kept, goal: both(kept.goal!, {progress: share})};
  const anyEntry: Schema = {anyOf: Object.values(byKind)};
  const planner = plannerSchemas({goal: byKind.goal!, task: byKind.task!, anyEntry});
  return {
    ...nounSchemas(byKind, kept),
    ...planner,
    ...dashboardSchemas,
    ...syncSchemas,
    ...commonSchemas(anyEntry, {anyOf: Object.values(kept)}),
    ...modelSchemas(anyEntry),
  };
}

const turn = record({
  ...{id: text, seq: whole, role: text, speaker: orNull(text), at: text, text},
});

/** A version in the history is what was kept then; how far a goal had come is worked out for today only. */
function nounSchemas(byKind: Schemas, kept: Schemas): Schemas {
  const schemas: {[command: string]: Schema} = {};
  for (const kind of ['note', 'goal', 'task', 'memory'] as const) {
    const entry = byKind[kind]!;
    for (const verb of ['add', 'show', 'edit', 'restore']) schemas[`${kind} ${verb}`] = entry;
    schemas[`${kind} rm`] = oneOrList(entry);
    schemas[`${kind} list`] = listOf(entry);
    schemas[`${kind} history`] = listOf(versionOf(kept[kind]!));
  }
  schemas['note daily'] = byKind.note!;
  const conversation = byKind.conversation!;
  schemas['conversation list'] = listOf(conversation);
  schemas['conversation rm'] = oneOrList(conversation);
  schemas['conversation export'] = record(
    {text, created_at: text, id: text, session: text, role: text, speaker: text},
    ['speaker'],
  );
  schemas['conversation show'] = both(conversation, {said: listOf(turn)});
  return schemas;
}

/** Imported entries carry `ref`, turns their `conversation`. */
const hit: Schema = {
  type: 'object',
  properties: {
    id: text,
    kind: text,
    title: text,
    snippet: text,
    score: number,
    why: {type: 'object', properties: {text: {}, vector: {}}},
    created_at: text,
    ref: orNull(text),
    conversation: orNull(text),
    valid_from: orNull(text),
    valid_to: orNull(text),
  },
  required: ['id', 'kind', 'title', 'snippet', 'score', 'why', 'created_at'],
};

const versionOf = (entry: Schema): Schema =>
  record({
    version: whole,
    at: text,
    command: text,
    actor: text,
    changed: listOf(text),
    entry,
  });

/** One line of an export: an entry, or a turn that follows its conversation. */
const exportLine = (anyKept: Schema): Schema => ({
  anyOf: [
    anyKept,
    record({id: text, kind: {const: 'turn'}, conversation: text, role: text, at: text, text}),
  ],
});

/** What a command prints, and what it prints with `--dry-run`. */
const orRehearsal = (done: Schema, rehearsed: Schema): Schema => ({anyOf: [done, rehearsed]});

function commonSchemas(anyEntry: Schema, anyKept: Schema): Schemas {
  const undone = listOf(
    record({
      operation: record({id: text, command: text, at: text}),
      entries: listOf(anyEntry),
      left_alone: listOf(record({id: text, title: text, field: text})),
    }),
  );
  return {
    'note backlinks': listOf(anyEntry),
    'memory import': record({
      memories: whole,
      turns: whole,
      conversations: whole,
      known: whole,
      bad: badLines,
      bad_count: whole,
      index_behind: whole,
    }),
    recall: listOf(hit),
    'recall --batch': record({id: {}, hits: listOf(hit)}),
    index: orRehearsal(
      record({
        changes: whole,
        passages: whole,
        seconds: number,
        vectors: whole,
        vectors_behind: whole,
      }),
      record({changes: whole, vectors_behind: orNull(whole)}),
    ),
    'import jsonl': record({
      ...{entries: whole, turns: whole, known: whole, bad: badLines},
      missing: listOf(record({entry: text, sha256: text, name: text})),
      index_behind: whole,
    }),
    'import markdown': record({
      entries: whole,
      known: whole,
      attachments: whole,
      skipped: listOf(record({file: text, reason: text})),
      index_behind: whole,
    }),
    'export --jsonl': exportLine(anyKept),
    'export --markdown': record({entries: whole, path: text}),
    schema: record({version: whole, commands: listOf(text)}),
    attach: anyEntry,
    undo: undone,
    redo: undone,
    'log --entry': listOf(versionOf(anyKept)),
    log: listOf(
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
    'trash list': listOf(anyEntry),
    'trash restore': oneOrList(anyEntry),
    'trash purge': record({
      entries: whole,
      turns: whole,
      redacted: whole,
      mentions: listOf(text),
      places: listOf(record({name: text, files: whole})),
      pending: flag,
    }),
    'trash purge --dry-run': listOf(anyEntry),
    'config list': listOf(record({name: text, value: {}, source: text, about: text})),
    'config get': {},
    'config set': record({name: text, value: {}, source: text}),
    'config unset': record({name: text, value: {}, source: text}),
    'config path': record({path: text}),
    init: record({
      profile: orNull(text),
      ...{data: text, config: text, cache: text, state: text, zone: text},
      entries: whole,
      hosts: listOf(
        record({host: text, reachable: flag, reason: orNull(text), models: listOf(text)}),
      ),
      next: listOf(record({command: text, about: text})),
    }),
    demo: record({profile: text, entries: whole, path: text}),
    'doctor --repair': record({
      kept: orNull(text),
      tables: listOf(record({name: text, rows: whole, hasHoles: flag})),
      bare: whole,
    }),
    doctor: record({
      status: oneOf('ok', 'warning', 'failure'),
      checks: listOf(
        record({
          name: text,
          status: oneOf('ok', 'warning', 'failure'),
          message: text,
          fix: orNull(text),
        }),
      ),
    }),
    error: record({error: record({code: text, message: text, hint: orNull(text)})}),
  };
}

function modelSchemas(anyEntry: Schema): Schemas {
  const cited = record({id: text, prefix: text, kind: text, title: text, number: whole});
  const model = record({name: text, capabilities: listOf(text), loaded: flag});
  const chosen = record({purpose: text, model: orNull(text), host: orNull(text)});
  const models = record({
    hosts: listOf(
      record({host: text, reachable: flag, reason: orNull(text), models: listOf(model)}),
    ),
    chosen: listOf(chosen),
  });
  const profile = record({
    told_to_models: flag,
    told: listOf(record({trait: text, value: text, id: text, updated_at: text})),
    counted: listOf(record({trait: text, value: text, from: whole})),
  });
  const feedback = listOf(
    record({id: text, conversation: text, at: text, good: flag, question: text, why: text}),
  );
  return {
    chat: record({
      conversation: orNull(text),
      turn: orNull(text),
      host: orNull(text),
      model: orNull(text),
      state: oneOf('complete', 'stopped', 'incomplete', 'quoted', 'cached'),
      reason: orNull(text),
      text,
      cited: listOf(text),
      citations: listOf({type: 'object'}),
      entries: listOf(cited),
      left_out: listOf(text),
      proposals: listOf({type: 'object'}),
      usage: orNull({type: 'object'}),
      notices: listOf(text),
    }),
    'secret set': record({name: text, place: text}),
    'secret get': record({name: text, value: text}),
    'secret list': listOf(record({name: text, place: text})),
    'secret rm': record({name: text}),
    profile,
    'profile show': profile,
    'profile set': record({trait: text, value: text, id: text, updated_at: text}),
    'profile rm': record({trait: text}),
    interview: orRehearsal(
      anyEntry,
      record({topic: text, resumed: {type: 'boolean'}, answered: whole, next: orNull(text)}),
    ),
    inbox: listOf(anyEntry),
    'inbox list': listOf(anyEntry),
    'inbox accept': oneOrList(anyEntry),
    'inbox reject': oneOrList(anyEntry),
    'inbox edit': anyEntry,
    'memory inbox': listOf(anyEntry),
    'memory accept': oneOrList(anyEntry),
    'memory reject': oneOrList(anyEntry),
    'memory extract': orRehearsal(
      listOf(anyEntry),
      record({conversation: orNull(text), said: listOf(text)}),
    ),
    models,
    'models list': models,
    'models pull': orRehearsal(
      record({host: text, model: text}),
      record({
        host: text,
        model: text,
        present: {type: 'boolean'},
        bytes: orNull(whole),
        free_bytes: orNull(whole),
      }),
    ),
    stats: listOf(
      record({model: text, host: text, purpose: text, calls: whole, failed: whole, cached: whole}),
    ),
    feedback,
    'feedback list': feedback,
    'feedback export': record({prompt: text, chosen: text, rejected: text, why: text, at: text}),
    'log --egress': listOf(
      record({
        at: text,
        host: text,
        purpose: text,
        model: orNull(text),
        bytes: whole,
        entries: listOf(text),
      }),
    ),
  };
}
