/** Taking in memories and conversations as JSON lines: quickly, in order, and twice without doubles. */
import {createHash} from 'node:crypto';
import {
  type Conversation,
  type ConversationInput,
  conversationKind,
  type Role,
  roles,
  type TurnInput,
} from '../conversations/conversation.ts';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import {parseLabels, parseMoment, parseText} from '../entries/fields.ts';
import type {LongOperation, Operations} from '../entries/operations.ts';
import {MemuError, UsageError} from '../ground/errors.ts';
import {derivedId} from '../ground/ids.ts';
import {isTooDeep, type Json} from '../ground/json.ts';
import {decodedLine, type InputLine} from '../ground/lines.ts';
import {type MemoryType, memoryKind, memoryTypes} from '../memories/memory.ts';
import {bringBack, type VersionsOf} from './undone.ts';

/** A line that could not be kept. */
export interface BadLine {
  /** Counts from 1. */
  readonly line: number;
  readonly reason: string;
  /** The file of a folder that it stands in. */
  readonly path?: string;
  /** True where only a part of it was left out. */
  readonly kept?: boolean;
}

export interface ImportReport {
  readonly memories: number;
  readonly turns: number;
  readonly conversations: number;
  /** Lines whose content was here already. */
  readonly known: number;
  readonly bad: readonly BadLine[];
}

export interface MemoryLinesOptions {
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly operations: Operations;
  readonly versionsOf: VersionsOf;
  /** Called after each batch with the number of lines read so far. */
  readonly onProgress?: (lines: number) => void;
  /** Lets other processes write between two batches. */
  readonly rest?: () => Promise<void>;
}

type JsonObject = {readonly [key: string]: Json};

interface MemoryLine {
  readonly text: string;
  readonly type: MemoryType;
  readonly createdAt: string | undefined;
  readonly tags: readonly string[];
  readonly ref: string | null;
  readonly session: string | undefined;
  readonly speaker: string | null;
  readonly role: Role;
  readonly metadata: JsonObject;
}

const batchMs = 25;
const checkEvery = 32;
const mostBadLines = 1_000;

/**
 * Imports lines of `{"text", "type"?, "created_at"?, "tags"?, "id"?, "session"?, "speaker"?, "role"?, "metadata"?}`.
 * Lines of one session become the turns of one conversation, in order. The whole import is one
 * operation; it commits in short batches, and because every id is derived from what the line says,
 * a rerun completes what was interrupted, brings back what was undone, and adds nothing twice.
 */
export class MemoryLines {
  readonly #options: MemoryLinesOptions;
  readonly #operation: LongOperation;
  readonly #sessions = new Map<string, Conversation>();
  readonly #occurrences = new Map<string, number>();
  readonly #bad: BadLine[] = [];
  readonly #counts = {memories: 0, turns: 0, conversations: 0, known: 0};
  #badCount = 0;
  #lineNumber = 0;

  constructor(options: MemoryLinesOptions) {
    this.#options = options;
    this.#operation = options.operations.long('memory import');
  }

  async import(lines: AsyncIterable<InputLine>): Promise<ImportReport> {
    const reader = lines[Symbol.asyncIterator]();
    for (let ended = false; !ended; ) {
      const batch: InputLine[] = [];
      while (batch.length < 512) {
        const next = await reader.next();
        ended = next.done === true;
        if (next.done) break;
        batch.push(next.value);
      }
      await this.#keep(batch);
    }
    return {...this.#counts, bad: this.#bad};
  }

  /** How many lines were bad, also beyond those that are named. */
  get badCount(): number {
    return this.#badCount;
  }

  async #keep(lines: readonly InputLine[]): Promise<void> {
    let at = 0;
    while (at < lines.length) {
      this.#operation.run(() => {
        const until = performance.now() + batchMs;
        do {
          for (const end = Math.min(at + checkEvery, lines.length); at < end; at++) {
            this.#keepLine(lines[at]!);
          }
        } while (at < lines.length && performance.now() < until);
      });
      this.#options.onProgress?.(this.#lineNumber);
      await this.#options.rest?.();
    }
  }

  #keepLine(line: InputLine): void {
    this.#lineNumber++;
    try {
      const text = decodedLine(line);
      if (text.trim() !== '') this.#keepParsed(parseLine(text));
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      this.#badCount++;
      if (this.#bad.length < mostBadLines) {
        this.#bad.push({line: this.#lineNumber, reason: error.message});
      }
    }
  }

  #keepParsed(line: MemoryLine): void {
    const id = this.#idOf(line);
    if (line.session !== undefined) return this.#keepTurn(line, line.session, id);
    const {entries, versionsOf} = this.#options;
    if (entries.isKnown(id)) {
      this.#counts[bringBack(entries, versionsOf, id) ? 'memories' : 'known']++;
      return;
    }
    const {text: body, type, tags, ref, createdAt, speaker, metadata} = line;
    entries.create(
      memoryKind,
      {
        ...{body, type, tags, ref},
        ...(createdAt !== undefined && {created_at: createdAt}),
        metadata: {...metadata, ...(speaker !== null && {speaker})},
        source: {kind: 'import', id: null, quote: null},
      },
      id,
    );
    this.#counts.memories++;
  }

  #keepTurn(line: MemoryLine, session: string, id: string): void {
    const conversation = this.#conversationOf(session, line);
    const {text, role, speaker, ref, createdAt, tags, metadata} = line;
    const turn: TurnInput = {
      ...{id, text, role, speaker, ref},
      ...(createdAt !== undefined && {at: createdAt}),
      metadata: {...metadata, ...(tags.length > 0 && {tags: [...tags]})},
    };
    const added = this.#options.conversations.append(conversation, [turn]);
    if (added.length === 0) this.#counts.known++;
    else this.#counts.turns++;
  }

  #conversationOf(session: string, line: MemoryLine): Conversation {
    const open = this.#sessions.get(session);
    if (open !== undefined) return open;
    const id = derivedId('memory import', 'session', session);
    const {entries, conversations, versionsOf} = this.#options;
    const isBack = bringBack(entries, versionsOf, id);
    const kept = entries.findOf(conversationKind, id);
    if (kept === undefined && entries.isKnown(id)) {
      throw new UsageError(`the session ${session} was purged and is not made again`);
    }
    const conversation = kept ?? conversations.begin(conversationInput(session, line), id);
    if (kept === undefined || isBack) this.#counts.conversations++;
    this.#sessions.set(session, conversation);
    return conversation;
  }

  /** From the caller's own id, or from what the line says and how often it was said. */
  #idOf(line: MemoryLine): string {
    const session = line.session ?? '';
    if (line.ref !== null) return derivedId('memory import', session, 'id', line.ref);
    const said = createHash('sha256')
      .update(JSON.stringify([session, line.speaker, line.role, line.createdAt ?? '', line.text]))
      .digest('base64');
    const occurrence = (this.#occurrences.get(said) ?? 0) + 1;
    this.#occurrences.set(said, occurrence);
    return derivedId('memory import', session, 'text', said, String(occurrence));
  }
}

const conversationInput = (session: string, {createdAt}: MemoryLine): ConversationInput => ({
  title: session,
  ref: session,
  ...(createdAt !== undefined && {created_at: createdAt}),
});

function parseLine(text: string): MemoryLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`it is not JSON (${(error as Error).message})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError('it is not a JSON object');
  }
  const line = value as {readonly [key: string]: unknown};
  const words = parseText(line.text, '"text"');
  if (words.trim() === '') throw new UsageError('"text" is empty');
  return {
    text: words,
    type: wordOf(line.type, memoryTypes, 'fact', '"type"'),
    createdAt: line.created_at == null ? undefined : parseInstant(line.created_at),
    tags: parseLabels(line.tags, 'tags'),
    ref: line.id == null ? null : nameFrom(line.id, '"id"'),
    session: line.session == null ? undefined : nameFrom(line.session, '"session"'),
    speaker: line.speaker == null ? null : parseText(line.speaker, '"speaker"'),
    role: wordOf(line.role, roles, 'other', '"role"'),
    metadata: objectIn(line.metadata),
  };
}

function objectIn(value: unknown): JsonObject {
  if (value == null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UsageError('"metadata" is not a JSON object');
  }
  if (isTooDeep(value)) throw new UsageError('"metadata" is nested too deeply');
  return value as JsonObject;
}

const nameFrom = (value: unknown, name: string): string =>
  typeof value === 'number' ? String(value) : parseText(value, name);

/** A date without a time is that day's first moment in UTC: what is imported has an instant. */
function parseInstant(value: unknown): string {
  const text = parseMoment(value, '"created_at"');
  return text.length === 10 ? `${text}T00:00:00.000Z` : text;
}

function wordOf<Word extends string>(
  value: unknown,
  words: readonly Word[],
  usual: Word,
  name: string,
): Word {
  if (value == null) return usual;
  if (words.includes(value as Word)) return value as Word;
  throw new UsageError(`${name} must be one of ${words.join(', ')}`);
}
