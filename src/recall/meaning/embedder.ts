/** What recall asks of a model: texts made into vectors. */

interface EmbeddedVectors {
  /** One per text, in order, all of length 1. */
  readonly vectors: readonly Float32Array[];
  readonly model: string;
  /** Of the model's weights; vectors of different digests are never compared. */
  readonly digest?: string | undefined;
  readonly dimensions: number;
}

export interface VectorRequest {
  readonly texts: readonly string[];
  /** Some models want to be told whether a text is looked for or looked in. */
  readonly role: 'query' | 'document';
  /** Only a host with exactly this model and these weights will do. */
  readonly model?: string | undefined;
  readonly digest?: string | undefined;
  readonly dimensions?: number | undefined;
  /** Ids of what the texts come from, for the record of what leaves this machine. */
  readonly entries?: readonly string[];
  readonly urgency?: 'now' | 'background';
  readonly signal?: AbortSignal;
}

/** Rejects when no host can embed at the moment. */
export interface Embedder {
  embed(request: VectorRequest): Promise<EmbeddedVectors>;
}
