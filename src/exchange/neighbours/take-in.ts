/** Keeps what another tool's reader found: in short batches, as one operation, twice without doubles. */
import {conversationKind} from '../../conversations/conversation.ts';
import type {Conversations} from '../../conversations/conversations.ts';
import type {Entries} from '../../entries/entries.ts';
import type {Operations} from '../../entries/operations.ts';
import {MemuError, UsageError} from '../../errors.ts';
import {memoryKind} from '../../memories/memory.ts';
import {noteKind} from '../../notes/note.ts';
import {taskKind} from '../../planner/task.ts';
import type {BadLine} from '../memory-lines.ts';
import type {Found} from './item.ts';

export interface NeighbourReport {
  readonly tasks: number;
  readonly notes: number;
  readonly memories: number;
  readonly conversations: number;
  readonly turns: number;
  /** Things that were here already. */
  readonly known: number;
  readonly bad: readonly BadLine[];
  /** What has no place in memu, and how often it was met. */
  readonly unmapped: {readonly [what: string]: number};
}

export interface TakeInOptions {
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly operations: Operations;
  readonly command: string;
  readonly onProgress?: (items: number) => void;
  readonly rest?: () => Promise<void>;
}

type Counts = {
  -readonly [Key in 'tasks' | 'notes' | 'memories' | 'conversations' | 'turns' | 'known']: number;
};

const batchMs = 60;

/** Every id is derived from its origin, so an import that was interrupted goes on when it is run again. */
export async function takeInFound(
  found: Iterable<Found>,
  options: TakeInOptions,
): Promise<NeighbourReport> {
  const counts: Counts = {tasks: 0, notes: 0, memories: 0, conversations: 0, turns: 0, known: 0};
  const unmapped: {[what: string]: number} = {};
  const bad: BadLine[] = [];
  const operation = options.operations.long(options.command);
  const items = found[Symbol.iterator]();
  let read = 0;
  for (let ended = false; !ended; ) {
    operation.run(() => {
      const until = performance.now() + batchMs;
      while (!ended && performance.now() < until) {
        const next = items.next();
        ended = next.done === true;
        if (next.done) break;
        read += 1;
        const one = next.value;
        if (one.type === 'unmapped') unmapped[one.what] = (unmapped[one.what] ?? 0) + 1;
        else if (one.type === 'bad') bad.push({line: one.line, reason: one.reason});
        else keep(one, {options, counts, bad});
      }
    });
    options.onProgress?.(read);
    await options.rest?.();
  }
  return {...counts, bad, unmapped};
}

type Kept = Exclude<Found, {readonly type: 'bad' | 'unmapped'}>;

interface Keeping {
  readonly options: TakeInOptions;
  readonly counts: Counts;
  readonly bad: BadLine[];
}

function keep(one: Kept, {options, counts, bad}: Keeping): void {
  try {
    if (one.type === 'conversation') return keepConversation(one, options, counts);
    const {entries} = options;
    if (entries.isKnown(one.id)) {
      counts.known += 1;
      return;
    }
    if (one.type === 'task') {
      if (!one.input.title?.trim()) throw new UsageError('it has no title');
      entries.create(taskKind, one.input, one.id);
      counts.tasks += 1;
    } else if (one.type === 'note') {
      entries.create(noteKind, one.input, one.id);
      counts.notes += 1;
    } else {
      entries.create(memoryKind, one.input, one.id);
      counts.memories += 1;
    }
  } catch (error) {
    if (!(error instanceof MemuError)) throw error;
    bad.push({line: one.line, reason: error.message});
  }
}

function keepConversation(
  one: Extract<Found, {readonly type: 'conversation'}>,
  {entries, conversations}: TakeInOptions,
  counts: Counts,
): void {
  const kept = entries.find(one.id);
  if (kept === undefined && entries.isKnown(one.id)) {
    counts.known += one.turns.length;
    return;
  }
  if (kept !== undefined && kept.kind !== conversationKind.name) return;
  const input = {title: one.title, created_at: one.at, ref: one.title};
  const conversation = (kept ?? conversations.begin(input, one.id)) as Parameters<
    Conversations['append']
  >[0];
  if (kept === undefined) counts.conversations += 1;
  const added = conversations.append(
    conversation,
    one.turns.map(turn => ({...turn, speaker: null, ref: null})),
  );
  counts.turns += added.length;
  counts.known += one.turns.length - added.length;
}
