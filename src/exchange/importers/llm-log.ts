/** `llm logs -n 0 --json`: what was said to models with the llm tool, as conversations. */
import {derivedId} from '../../ground/ids.ts';
import {toIso} from '../../ground/time.ts';
import {bad, type Found, type FoundTurn, textOf, unmapped} from './item.ts';

type Row = Readonly<Record<string, unknown>>;

interface Session {
  readonly title: string;
  readonly at: string;
  readonly line: number;
  readonly turns: FoundTurn[];
}

export function* readLlmLog(text: string): Generator<Found> {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return yield bad(1, 'it is not JSON; make it with: llm logs -n 0 --json');
  }
  const sessions = new Map<string, Session>();
  const numbered = (Array.isArray(rows) ? rows : []).map((row, index) => ({
    row: row as Row,
    line: index + 1,
  }));
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

/** Parts of an exchange that are no words of it. */
function* withoutPlace(row: Row): Generator<Found> {
  for (const name of ['attachments', 'tool_calls', 'tool_results', 'prompt_fragments']) {
    const parts = row[name];
    if (Array.isArray(parts) && parts.length > 0) yield unmapped(`llm ${name.replace('_', ' ')}`);
  }
}

function addRow(row: Row, line: number, sessions: Map<string, Session>): string | undefined {
  const id = textOf(row?.id);
  const prompt = textOf(row?.prompt) ?? '';
  const answer = textOf(row?.response) ?? '';
  const time = textOf(row?.datetime_utc);
  if (id === undefined || time === undefined) return 'it has no id or no datetime_utc';
  const ms = Date.parse(/[Z+]/.test(time) ? time : `${time.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms)) return `${time} is no time`;
  const at = toIso(ms);
  const key = textOf(row.conversation_id) ?? id;
  const title = (textOf(row.conversation_name) ?? (prompt.split('\n')[0] || key)).slice(0, 200);
  const session = sessions.get(key) ?? {title, at, line, turns: []};
  sessions.set(key, session);
  const turn = (role: 'user' | 'assistant' | 'system', text: string): void => {
    if (text === '') return;
    session.turns.push({id: derivedId('import', 'llm', id, role), role, text, at});
  };
  turn('system', textOf(row.system) ?? '');
  turn('user', prompt);
  turn('assistant', answer);
  return undefined;
}
