/** Texts made into vectors: in batches, with the prefixes their model wants, and every vector checked. */
import {isThisMachine} from '../choosing/hosts.ts';
import type {ModelTarget} from '../choosing/model-targets.ts';
import {estimateTokens} from '../choosing/tokens.ts';
import type {ModelHost} from '../hosts/model-host.ts';
import {ModelError} from '../transport/model-error.ts';
import type {HostQueue} from './host-queue.ts';

export interface EmbeddedTexts {
  /** One per text, in order, all of `dimensions` numbers and of length 1. */
  readonly vectors: readonly Float32Array[];
  readonly model: string;
  /** Of the model's weights: vectors of different digests must never be compared. */
  readonly digest: string | undefined;
  readonly dimensions: number;
  readonly host: string;
}

export interface EmbedCall {
  readonly place: ModelTarget;
  readonly lane: HostQueue;
  readonly texts: readonly string[];
  /** Some models want to be told whether a text is looked for or looked in. */
  readonly role: 'query' | 'document';
  /** Width of the index, when there is one already. */
  readonly dimensions: number | undefined;
  readonly entries: readonly string[];
  readonly keepAlive: string | number;
  readonly urgency: 'now' | 'background';
  readonly signal: AbortSignal;
}

/** Larger batches get worse vectors on some servers, and block a small one for long. */
const batchHere = 16;
const batchElsewhere = 8;

export async function embedTexts(call: EmbedCall): Promise<EmbeddedTexts> {
  const {place, texts, role} = call;
  const prefix = prefixFor(place.model.name, role);
  const limit = textLimit(place);
  const ready = texts.map(text => prefix + cut(text, limit));
  const size = isThisMachine(place.host.address) ? batchHere : batchElsewhere;
  const vectors: Float32Array[] = [];
  for (let at = 0; at < ready.length; at += size) {
    vectors.push(...(await embedBatch(call, ready.slice(at, at + size))));
  }
  const dimensions = vectors[0]?.length ?? call.dimensions ?? 0;
  checkWidths(call, vectors, dimensions);
  return {
    vectors,
    model: place.model.name,
    digest: place.model.digest,
    dimensions,
    host: place.host.address.name,
  };
}

/** One bad text fails its whole batch, so a refused batch is halved, and a refused text is shortened. */
async function embedBatch(call: EmbedCall, texts: readonly string[]): Promise<Float32Array[]> {
  try {
    return await embedOnce(call, texts);
  } catch (error) {
    if (!(error instanceof ModelError) || !['unsupported', 'too_long'].includes(error.failure)) {
      throw error;
    }
    if (texts.length > 1) {
      const middle = Math.ceil(texts.length / 2);
      const first = await embedBatch(call, texts.slice(0, middle));
      return [...first, ...(await embedBatch(call, texts.slice(middle)))];
    }
    const [text = ''] = texts;
    if (text.length < 64) throw error;
    return embedBatch(call, [text.slice(0, text.length / 2)]);
  }
}

async function embedOnce(call: EmbedCall, texts: readonly string[]): Promise<Float32Array[]> {
  const {place, lane, signal} = call;
  const embed = embedOf(place.host);
  const leave = await lane.enter(call.urgency, signal);
  try {
    const {vectors} = await embed(place.model.name, texts, {
      signal,
      purpose: 'embed',
      entries: call.entries,
      keepAlive: call.keepAlive,
      truncate: true,
    });
    if (vectors.length !== texts.length) {
      throw wrong(place, `gave ${vectors.length} vectors for ${texts.length} texts`);
    }
    return vectors.map(vector => unit(place, vector));
  } finally {
    leave();
  }
}

function embedOf(host: ModelHost): NonNullable<ModelHost['embed']> {
  if (!host.embed) {
    throw new ModelError('unsupported', `${host.address.name} cannot embed texts.`, {
      host: host.address.name,
    });
  }
  return host.embed.bind(host);
}

function unit(place: ModelTarget, vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length < 1e-6)
    throw wrong(place, 'gave a vector without a direction');
  const isUnit = Math.abs(length - 1) < 1e-3;
  return Float32Array.from(vector, value => (isUnit ? value : value / length));
}

function checkWidths(call: EmbedCall, vectors: readonly Float32Array[], dimensions: number): void {
  const wanted = call.dimensions ?? dimensions;
  const odd = vectors.find(vector => vector.length !== wanted);
  if (odd) throw wrong(call.place, `gave vectors of ${odd.length} numbers instead of ${wanted}`);
}

const wrong = (place: ModelTarget, what: string): ModelError =>
  new ModelError('bad_output', `${place.model.name} on ${place.host.address.name} ${what}.`, {
    host: place.host.address.name,
    model: place.model.name,
  });

/** Most tokens of a text: well inside the window, because dense text has far more tokens than words. */
const textLimit = (place: ModelTarget): number => Math.floor((place.model.context ?? 512) * 0.6);

function cut(text: string, tokens: number): string {
  if (estimateTokens(text) <= tokens) return text;
  const share = tokens / estimateTokens(text);
  return text.slice(0, Math.floor(text.length * share));
}

/** As the models' own cards ask for. */
function prefixFor(model: string, role: 'query' | 'document'): string {
  if (model.startsWith('nomic-embed-text')) return `search_${role}: `;
  if (!model.startsWith('embeddinggemma')) return '';
  return role === 'query' ? 'task: search result | query: ' : 'title: none | text: ';
}
