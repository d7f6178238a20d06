/**
 * WebAssembly made from `hamming.wat` by `scripts/build-kernel.ts`; not edited by hand.
 * Exports `memory` and `distances(query, codes, count, bytes, out)`.
 */
export const hammingKernel =
  'AGFzbQEAAAABCQFgBX9/f39/AAMCAQAFAwEAAQcWAgZtZW1vcnkCAAlkaXN0YW5jZXMAAAqaAQGXAQICfwF7IAEgAiADbGohBQJAA0AgASAFTw0B/QwAAAAAAAAAAAAAAAAAAAAAIQdBACEGA0AgByAAIAZq/QAEACABIAZq/QAEAP1R/WL9ff2OASEHIAZBEGohBiAGIANJDQALIAf9fyEHIAQgB/0bACAH/RsBaiAH/RsCIAf9GwNqajsBACAEQQJqIQQgASADaiEBDAALCws=';
