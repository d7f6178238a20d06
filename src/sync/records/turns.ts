/**
 * The turns of a conversation inside its file: each behind a comment line that Markdown does not
 * show. Text that looks like such a line is kept apart from one by a backslash.
 */

import {UnreadableError} from '../../ground/front-matter.ts';
import {isId} from '../../ground/ids.ts';
import {isStamp} from '../../ground/stamp.ts';
import {canonical, type Json, type VaultTurn} from './record.ts';

const escaped = /^(\\*)<!-- memu:turn /gm;
const unescaped = /^\\(\\*<!-- memu:turn )/gm;
const opening = /^<!-- memu:turn (.*) -->$/;

const guarded = (text: string): string => text.replace(escaped, '\\$1<!-- memu:turn ');
const unguarded = (text: string): string => text.replace(unescaped, '$1');

/** A body and the turns after it, as the text of a file. */
export function writeTurns(body: string, turns: readonly VaultTurn[]): string {
  if (turns.length === 0 && !/^\\*<!-- memu:turn /m.test(body)) return body;
  const own = guarded(body);
  return turns.length === 0 ? own : `${own}\n${turns.map(writeTurn).join('')}`;
}

function writeTurn({text, ...rest}: VaultTurn): string {
  // A comment ends at the first `-->`, and a line at what JavaScript takes for its end.
  const head = canonical(rest as unknown as Json)
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `<!-- memu:turn ${head} -->\n${guarded(text)}\n`;
}

/** The reverse; throws UnreadableError when a turn has lost its shape. */
export function readTurns(text: string): {body: string; turns: readonly VaultTurn[]} {
  const parts = text.split(/^(?=<!-- memu:turn )/m);
  if (parts.length === 1 && !text.startsWith('<!-- memu:turn '))
    return {body: unguarded(text), turns: []};
  const first = text.startsWith('<!-- memu:turn ') ? '' : parts.shift()!;
  const turns = parts.map(readTurn);
  if (new Set(turns.map(({id}) => id)).size < turns.length)
    throw new UnreadableError('two turns of it have the same id');
  return {body: unguarded(first.replace(/\n$/, '')), turns};
}

function readTurn(part: string): VaultTurn {
  const end = part.indexOf('\n');
  const head = opening.exec(end < 0 ? part : part.slice(0, end));
  if (!head || !part.endsWith('\n')) throw new UnreadableError('a turn of it has no beginning');
  const turn = {...parseHead(head[1]!), text: unguarded(part.slice(end + 1, -1))};
  if (!isTurn(turn)) throw new UnreadableError('a turn of it is not one of memu');
  return turn;
}

function parseHead(json: string): object {
  try {
    const head: unknown = JSON.parse(json);
    if (head !== null && typeof head === 'object') return head;
  } catch {
    // Said below.
  }
  throw new UnreadableError('a turn of it has a damaged beginning');
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

function isTurn(turn: object): turn is VaultTurn {
  const {id, stamp, n, at, role, speaker, state, ref, metadata} = turn as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    isId(id) &&
    typeof stamp === 'string' &&
    isStamp(stamp) &&
    Number.isSafeInteger(n) &&
    typeof at === 'string' &&
    typeof role === 'string' &&
    typeof state === 'string' &&
    isTextOrNull(speaker) &&
    isTextOrNull(ref) &&
    metadata !== null &&
    typeof metadata === 'object'
  );
}

/** All turns of both sides, by id, in the order of their stamps. A turn never changes. */
export function mergeTurns(a: readonly VaultTurn[], b: readonly VaultTurn[]): readonly VaultTurn[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const byId = new Map<string, VaultTurn>();
  for (const turn of [...a, ...b]) {
    const known = byId.get(turn.id);
    if (!known || textOf(turn) > textOf(known)) byId.set(turn.id, turn);
  }
  return [...byId.values()].sort(
    (x, y) => order(x.stamp, y.stamp) || x.n - y.n || order(x.id, y.id),
  );
}

const textOf = (turn: VaultTurn): string => canonical(turn as unknown as Json);

const order = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
