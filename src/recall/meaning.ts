/** Search by meaning beside full text: the question's vector, within the time that a person waits. */
import {MemuError} from '../ground/errors.ts';
import {count} from '../ground/text.ts';
import type {VectorIndex} from './index/vector-index.ts';
import type {NearChunk, VectorSearch} from './index/vector-search.ts';
import type {Embedder} from './meaning/embedder.ts';

export interface Meaning {
  readonly index: VectorIndex;
  readonly search: VectorSearch;
  readonly embedder: Embedder;
}

export interface NearAnswer {
  readonly near: readonly NearChunk[];
  /** What the person should know, such as that no host made a vector in time. */
  readonly note: string | undefined;
}

const queryWaitMs = 300;
const catchUpMs = 50;
const nothing: NearAnswer = {near: [], note: undefined};

interface NearOptions {
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** How long a vector is waited for; 300 ms, as a person waits, when absent. */
  readonly waitMs?: number | undefined;
}

/** The chunks nearest to a question; without any when the vector does not come in time. */
export async function findNear(
  {index, search, embedder}: Meaning,
  question: string,
  {limit, signal, waitMs = queryWaitMs}: NearOptions,
): Promise<NearAnswer> {
  const space = index.spaces.answering();
  if (space === undefined || question.trim() === '') return nothing;
  cutChanges(index);
  const deadline = AbortSignal.timeout(waitMs);
  try {
    const {vectors} = await inTime(
      embedder.embed({
        texts: [question.slice(0, 4_000)],
        role: 'query',
        model: space.model,
        digest: space.digest || undefined,
        dimensions: space.dimensions,
        urgency: 'now',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      }),
      deadline,
    );
    const behind = index.behind();
    return {
      near: await search.nearest(space, vectors[0]!, limit),
      note: behind > 0 ? behindNote(behind) : undefined,
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (!deadline.aborted && !(error instanceof MemuError)) throw error;
    return {near: [], note: absentNote(index.behind(), deadline.aborted ? waitMs : undefined)};
  }
}

/** Settles at the deadline even if the host's client does not listen to it. */
function inTime<Value>(work: Promise<Value>, deadline: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason), {once: true});
    work.then(resolve, reject);
  });
}

const behindNote = (behind: number): string =>
  `vectors are behind by ${count(behind, 'entry', 'entries')}; \`memu index\` catches up`;

// So that what was removed is not counted as missing; another process may be writing.
function cutChanges(index: VectorIndex): void {
  try {
    index.catchUp(catchUpMs);
  } catch (error) {
    if (!(error instanceof MemuError)) throw error;
  }
}

const absentNote = (behind: number, waitedMs: number | undefined): string => {
  const reason =
    waitedMs !== undefined
      ? `no vector came within ${waitedMs} ms`
      : 'the embedding host does not answer';
  return `found by words alone: ${reason}${behind > 0 ? `; ${behindNote(behind)}` : ''}`;
};
