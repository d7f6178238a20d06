/** A memu store for benchmarks, filled through the real import. */
import {conversationKind} from '../../src/conversations/conversation.ts';
import {Conversations} from '../../src/conversations/conversations.ts';
import {Entries} from '../../src/entries/entries.ts';
import {versionsOf} from '../../src/entries/history.ts';
import {identify} from '../../src/entries/identity.ts';
import {Operations} from '../../src/entries/operations.ts';
import {MemoryLines} from '../../src/exchange/memory-lines.ts';
import {systemClock} from '../../src/ground/time.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import type {Database} from '../../src/storage/database.ts';
import {openDatabase} from '../../src/storage/open-database.ts';

/** Opens `memu.db` at a path, or in memory, and imports lines of JSON into it. */
export async function filledStore(path: string, lines: Iterable<object>): Promise<Database> {
  const db = openDatabase({path, schema: 'memu'});
  const operations = new Operations(db, systemClock('UTC'), identify(db).device);
  const entries = new Entries({db, operations, kinds: [noteKind, memoryKind, conversationKind]});
  const conversations = new Conversations(db, entries, operations);
  const importing = new MemoryLines({
    entries,
    conversations,
    operations,
    versionsOf: entry => versionsOf(db, entry),
  });
  const report = await importing.import(asText(lines));
  if (report.bad.length > 0)
    throw new Error(`line ${report.bad[0]!.line}: ${report.bad[0]!.reason}`);
  return db;
}

async function* asText(lines: Iterable<object>): AsyncIterable<string> {
  for (const line of lines) yield JSON.stringify(line);
}
