/** Identity: random ids for what a person makes, derived ids for what follows from something else. */
import {createHash, randomUUID} from 'node:crypto';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Fewest characters that may stand for an id when it is shown or typed. */
export const shortestPrefix = 4;

export const newId = (): string => randomUUID();

/**
 * The id of something that follows from its origin, so that two devices make the same one:
 * SHA-256 over the parts, shaped as a UUID version 8 (RFC 9562).
 */
export function derivedId(...origin: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of origin) hash.update(`${Buffer.byteLength(part)}:${part};`);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const isId = (text: string): boolean => uuidPattern.test(text);

/** True when a text could be the beginning of an id: at least four of its characters, in order. */
export const isIdPrefix = (text: string): boolean =>
  text.length >= shortestPrefix && /^[0-9a-f]{1,8}(-[0-9a-f-]*)?$/.test(text) && text.length <= 36;
