/** Object ids as git gives them. */
import {createHash} from 'node:crypto';
import type {Oid} from './repository.ts';

const oidPattern = /^[0-9a-f]{40}$/;

export const isOid = (text: string | undefined): text is Oid =>
  text !== undefined && oidPattern.test(text);

/** For everything that goes onto a command line or into a stream of git. */
export function checkedOid(text: string): Oid {
  if (oidPattern.test(text)) return text;
  throw new TypeError(`not an object id: ${text.slice(0, 80)}`);
}

/** The id that git gives to a file with these bytes. */
export const blobOid = (bytes: Uint8Array): Oid =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
