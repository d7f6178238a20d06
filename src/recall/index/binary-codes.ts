/** Vectors made small: one bit a dimension to find candidates, one byte a dimension to rank them. */

/** Bytes of a code: the SIMD kernel reads 16 at a time, so the rest is zeros. */
export const codeBytes = (dimensions: number): number => Math.ceil(dimensions / 128) * 16;

/** One bit for each dimension: set when the number is positive. */
export function binaryCode(vector: Float32Array): Uint8Array {
  const code = new Uint8Array(codeBytes(vector.length));
  for (let at = 0; at < vector.length; at++) {
    if (vector[at]! > 0) code[at >> 3]! |= 1 << (at & 7);
  }
  return code;
}

/** One signed byte for each dimension; the largest becomes 127. Direction is all that counts. */
export function quantized(vector: Float32Array): Uint8Array {
  let largest = 1e-12;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const bytes = new Int8Array(vector.length);
  for (let at = 0; at < vector.length; at++) bytes[at] = Math.round((vector[at]! / largest) * 127);
  return new Uint8Array(bytes.buffer);
}

/** Cosine of the angle between a unit vector and one kept as bytes; -1 to 1. */
export function similarity(query: Float32Array, kept: Uint8Array): number {
  const bytes = new Int8Array(kept.buffer, kept.byteOffset, kept.byteLength);
  let dot = 0;
  let square = 0;
  for (let at = 0; at < bytes.length; at++) {
    const value = bytes[at]!;
    dot += query[at]! * value;
    square += value * value;
  }
  return square === 0 ? 0 : dot / Math.sqrt(square);
}
