/** How large what is kept may be. What one device accepts, every device must be able to carry: see the vault's codec. */
import {UsageError} from '../ground/errors.ts';
import type {Json} from '../ground/json.ts';

const mebibyte = 1024 * 1024;

export const limits = {
  titleCharacters: 1_000,
  /** Of a body, and of one turn. */
  bodyBytes: 4 * mebibyte,
  /** Of every other field, as JSON. */
  fieldBytes: mebibyte,
  /** Lists and objects inside each other. */
  fieldDepth: 24,
  /** Of all turns of one conversation. */
  conversationBytes: 32 * mebibyte,
} as const;

/** @throws UsageError naming the field when it is larger or deeper than another device would read */
export function checkSize(name: string, value: unknown): void {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return;
  if (typeof value === 'string' && value.length * 6 <= limits.fieldBytes) return;
  if (typeof value !== 'string' && isDeeper(value as Json, limits.fieldDepth))
    throw new UsageError(`${name} is nested more than ${limits.fieldDepth} deep`);
  const text = JSON.stringify(value) ?? '';
  if (text.length * 3 > limits.fieldBytes && Buffer.byteLength(text) > limits.fieldBytes)
    throw new UsageError(`${name} is larger than 1 MiB`, {
      hint: 'write it into the text, or keep it as a file: `memu attach REF FILE`',
    });
}

function isDeeper(value: Json, most: number): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap(each =>
      each !== null && typeof each === 'object' ? (Object.values(each) as Json[]) : [],
    );
  }
  return false;
}
