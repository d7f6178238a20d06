/** Takes words of what is purged out of conversations: answers that rest on it, and lines that quote it. */
import type {ChangeFeed} from '../entries/changes.ts';
import {type GoneWords, removedMark} from '../entries/gone-words.ts';
import type {Database} from '../storage/database.ts';

export interface Forgotten {
  /** Ids of turns and conversations that were written anew. */
  readonly ids: readonly string[];
  /** Ids of conversations that still hold words of it, without quoting it. */
  readonly mentions: readonly string[];
}

interface TurnRow {
  readonly row: number;
  readonly id: string;
  readonly seq: number;
  readonly conversation: number;
  readonly role: string;
  readonly text: string;
  readonly metadata: string;
}

const pageRows = 2_000;

/**
 * Inside the caller's transaction. An answer that cites what is gone goes whole: it may say it in other
 * words. Of the question before it, and of what quotes a line, the lines and words of its own go. What
 * only has such a word is somebody's own sentence: it stays, and its conversation is named.
 */
export function forgetQuotes(db: Database, changes: ChangeFeed, gone: GoneWords): Forgotten {
  const turns = new Map<number, TurnRow>();
  const mentions = new Set<number>();
  for (const turn of connectedTurns(db, gone, mentions)) turns.set(turn.row, turn);
  const conversations = new Set([...turns.values()].map(turn => turn.conversation));
  for (const turn of turns.values()) {
    const isAnswer = turn.role === 'assistant' && cites(turn, gone);
    const text = isAnswer
      ? `${removedMark}: it rested on what was purged`
      : gone.without(turn.text);
    db.run('UPDATE turns SET text = ?, metadata = ? WHERE row = ?', [
      text,
      gone.withoutIn(turn.metadata),
      turn.row,
    ]);
    changes.record('turn', turn.id);
  }
  const written = [...conversations].map(seq => rewrite(db, changes, seq, gone));
  const named = [...mentions].filter(seq => !conversations.has(seq));
  return {
    ids: [...[...turns.values()].map(({id}) => id), ...written],
    mentions: named.map(seq => idOf(db, seq)),
  };
}

/** Turns that cite or quote, each with the question before it; others that have a word are noted. */
function* connectedTurns(db: Database, gone: GoneWords, mentions: Set<number>): Generator<TurnRow> {
  let before: TurnRow | undefined;
  for (const turn of allTurns(db)) {
    const question = before?.conversation === turn.conversation ? before : undefined;
    before = turn.role === 'user' ? turn : question;
    const isCited = cites(turn, gone);
    if (isCited || gone.isQuotedIn(turn.text)) {
      yield turn;
      if (question && isCited && gone.isIn(question.text)) yield question;
    } else if (gone.isIn(turn.text)) mentions.add(turn.conversation);
  }
}

function* allTurns(db: Database): Generator<TurnRow> {
  for (let [conversation, seq] = [0, 0]; ; ) {
    const rows = db.all<TurnRow>(
      `SELECT row, id, seq, conversation, role, text, metadata FROM turns
       WHERE (conversation, seq) > (?, ?) ORDER BY conversation, seq LIMIT ?`,
      [conversation, seq, pageRows],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    [conversation, seq] = [last.conversation, last.seq];
  }
}

/** What an answer rests on stands in its metadata. */
const cites = ({metadata}: TurnRow, {ids}: GoneWords): boolean => {
  const {answer} = JSON.parse(metadata) as {answer?: {cited?: unknown}};
  const cited = answer?.cited;
  return Array.isArray(cited) && cited.some(id => ids.has(String(id)));
};

/** The title, its summary and what both were before. */
function rewrite(db: Database, changes: ChangeFeed, seq: number, gone: GoneWords): string {
  const {id, title, metadata} = db.get<{id: string; title: string; metadata: string}>(
    'SELECT id, title, metadata FROM entries WHERE seq = ?',
    [seq],
  )!;
  // A summary says it in other words; it is made anew from the turns.
  const {summarised: _, ...marks} = JSON.parse(metadata) as {summarised?: unknown};
  db.run('UPDATE entries SET title = ?, metadata = ? WHERE seq = ?', [
    gone.without(title),
    JSON.stringify(marks),
    seq,
  ]);
  db.run("UPDATE conversations SET summary = '' WHERE seq = ?", [seq]);
  const versions = db.all<{seq: number; before: string}>(
    'SELECT seq, before FROM entry_versions WHERE entry = ? AND before IS NOT NULL',
    [seq],
  );
  for (const version of versions) {
    const before = JSON.parse(gone.withoutIn(version.before)) as {summary?: string};
    if (before.summary) before.summary = '';
    db.run('UPDATE entry_versions SET before = ? WHERE seq = ?', [
      JSON.stringify(before),
      version.seq,
    ]);
  }
  changes.record('entry', id);
  return id;
}

const idOf = (db: Database, seq: number): string =>
  db.value<string>('SELECT id FROM entries WHERE seq = ?', [seq])!;
