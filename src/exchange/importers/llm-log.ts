/** `llm logs -n 0 --json`: what was said to models with the llm tool, as conversations. */
import {UsageError} from '../../ground/errors.ts';
import {derivedId} from '../../ground/ids.ts';
import {toIso} from '../../ground/time.ts';
import type {Importer} from './importer.ts';
import {bad, type FoundTurn, type ImportedItem, trimmedText, unmapped} from './item.ts';

/** @public read by `npm run docs` */
export const importers: readonly Importer[] = [
  {
    name: 'llm',
    about: 'What `llm logs -n 0 --json` prints',
    takes: 'a file',
    counts: 'items',
    order: 40,
    read: async source => readLlmLog(await source.text()),
  },
];

type Row = Readonly<Record<string, unknown>>;

interface Session {
  readonly title: string;
  readonly at: string;
  readonly line: number;
  readonly turns: FoundTurn[];
}

export function* readLlmLog(text: string): Generator<ImportedItem> {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    rows = undefined;
  }
  if (!Array.isArray(rows)) {
    throw new UsageError('it is no log of llm', {hint: 'make it with: llm logs -n 0 --json'});
  }
  const sessions = new Map<string, Session>();
  const numbered = rows.map((row, index) => ({row: row as Row, line: index + 1}));
  numbered.sort((a, b) => String(a.row?.datetime_utc).localeCompare(String(b.row?.datetime_utc)));
  for (const {row, line} of numbered) {
    const problem = addRow(row, line, sessions);
    if (problem !== undefined) yield bad(line, problem);
    else yield* withoutPlace(row);
  }
  for (const [key, session] of sessions) {
    yield {type: 'conversation', id: derivedId('import', 'llm', 'conversation', key), ...session};
  }
}

/** What is read of a row, and what only counts or times it. */
const mapped = new Set([
  ...['id', 'conversation_id', 'conversation_name', 'datetime_utc', 'prompt', 'response', 'system'],
  ...['model', 'resolved_model', 'conversation_model', 'duration_ms', 'input_tokens'],
  ...[
    'output_tokens',
    'token_details',
    'options_json',
    'prompt_json',
    'response_json',
    'schema_id',
  ],
]);

/** Parts of an exchange that are no words of it. */
function* withoutPlace(row: Row): Generator<ImportedItem> {
  for (const [name, value] of Object.entries(row)) {
    const isEmpty =
      value === null ||
      value === '' ||
      (Array.isArray(value) && value.length === 0) ||
      (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
    if (!mapped.has(name) && !isEmpty) yield unmapped(`llm ${name.replaceAll('_', ' ')}`);
  }
}

function addRow(row: Row, line: number, sessions: Map<string, Session>): string | undefined {
  const id = trimmedText(row?.id);
  const prompt = trimmedText(row?.prompt) ?? '';
  const answer = trimmedText(row?.response) ?? '';
  const time = trimmedText(row?.datetime_utc);
  if (id === undefined || time === undefined) return 'it has no id or no datetime_utc';
  const ms = Date.parse(/[Z+]/.test(time) ? time : `${time.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms)) return `${time} is no time`;
  const at = toIso(ms);
  const key = trimmedText(row.conversation_id) ?? id;
  const title = (trimmedText(row.conversation_name) ?? (prompt.split('\n')[0] || key)).slice(
    0,
    200,
  );
  const session = sessions.get(key) ?? {title, at, line, turns: []};
  sessions.set(key, session);
  const turn = (role: 'user' | 'assistant' | 'system', text: string): void => {
    if (text === '') return;
    session.turns.push({id: derivedId('import', 'llm', id, role), role, text, at});
  };
  turn('system', trimmedText(row.system) ?? '');
  turn('user', prompt);
  turn('assistant', answer);
  return undefined;
}
