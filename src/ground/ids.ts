/** Identity: random ids for what a person makes, derived ids for what follows from something else. */
import {hash, randomUUID} from 'node:crypto';
import {closeSync, openSync, readSync} from 'node:fs';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Fewest characters that may stand for an id when it is shown or typed. */
export const shortestPrefix = 4;

/**
 * A random UUID (version 4, RFC 9562). Its bytes come straight from the operating system, as those of
 * `randomUUID` do: loading node:crypto for them would be a fifth of the time of `memu task add`.
 */
export function newId(): string {
  const bytes = systemRandom(16);
  return bytes === undefined ? randomUUID() : uuidOf(bytes, 0x40);
}

function systemRandom(length: number): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync('/dev/urandom', 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = new Uint8Array(length);
    return readSync(file, bytes) === length ? bytes : undefined;
  } finally {
    closeSync(file);
  }
}

function uuidOf(bytes: Uint8Array, version: number): string {
  bytes[6] = (bytes[6]! & 0x0f) | version;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toHex();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * The id of something that follows from its origin, so that two devices make the same one:
 * SHA-256 over the parts, shaped as a UUID version 8 (RFC 9562).
 */
export function derivedId(...origin: readonly string[]): string {
  const said = origin.map(part => `${Buffer.byteLength(part)}:${part};`).join('');
  return uuidOf(hash('sha256', said, 'buffer').subarray(0, 16), 0x80);
}

export const isId = (text: string): boolean => uuidPattern.test(text);

/** True when a text could be the beginning of an id: at least four of its characters, in order. */
export const isIdPrefix = (text: string): boolean =>
  text.length >= shortestPrefix && /^[0-9a-f]{1,8}(-[0-9a-f-]*)?$/.test(text) && text.length <= 36;
