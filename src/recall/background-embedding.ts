/** Vectors made while nobody waits for them: a command waits for a person, a network or another model. */
import {setImmediate as nextTurn} from 'node:timers/promises';
import {MemuError} from '../ground/errors.ts';
import type {VectorIndex} from './index/vector-index.ts';
import type {Embedder} from './meaning/embedder.ts';

/** How long the event loop is kept at a time: a key that is pressed meanwhile is not felt to wait. */
const pieceMs = 15;

export interface BackgroundEmbedding {
  readonly index: VectorIndex;
  readonly embedder: Embedder;
}

/**
 * Cuts what changed and makes the missing vectors until all are there, the host goes away or the signal
 * comes; then it ends at once, and what was made is kept. Asks no host when nothing is missing. Never
 * rejects for a host, a full disk or another process at work: the next quiet time goes on from there.
 * True when nothing is missing any more.
 */
export async function embedInBackground(
  {index, embedder}: BackgroundEmbedding,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    while (!signal.aborted && index.catchUp(pieceMs).behind > 0) await nextTurn();
    if (signal.aborted) return false;
    if (index.behind() === 0) return true;
    const {behind, failure} = await index.embed({embedder, signal, urgency: 'background'});
    return behind === 0 && failure === undefined;
  } catch (error) {
    if (error instanceof MemuError) return false;
    throw error;
  }
}
