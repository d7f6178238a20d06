/** One entry as devices exchange it: known fields by name, a body, and what a newer memu added. */
import {canonical, type Json} from '../../ground/json.ts';
import type {Stamp} from '../../ground/stamp.ts';

export {canonical, type Json} from '../../ground/json.ts';

export type Fields = Readonly<Record<string, Json>>;

/** One thing that was said in a conversation; never changed. */
export interface VaultTurn {
  readonly id: string;
  /** Of the write that made it; turns are in the order of their stamps. */
  readonly stamp: Stamp;
  /** Its number among the turns of that one write, from 0. */
  readonly n: number;
  readonly at: string;
  readonly role: string;
  readonly speaker: string | null;
  readonly text: string;
  readonly state: string;
  readonly ref: string | null;
  readonly metadata: Json;
}

export interface VaultRecord {
  readonly id: string;
  readonly kind: string;
  /** When and where it last changed; breaks ties, nothing else. */
  readonly stamp: Stamp;
  /** Known fields; what is empty (null, '', [], {}) is absent. */
  readonly fields: Fields;
  readonly body: string;
  /** Front-matter lines that this version does not know, by key, byte for byte. */
  readonly extra: Readonly<Record<string, string>>;
  /** Of a conversation; empty for all else. */
  readonly turns: readonly VaultTurn[];
}

export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

export const sameValue = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (isEmpty(a) ? isEmpty(b) : canonical(a) === canonical(b));

/** Fields without the empty ones, so that two ways of saying "nothing" are one. */
export function withoutEmpty(fields: Readonly<Record<string, Json | undefined>>): Fields {
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && !isEmpty(value)) kept.push([name, value]);
  return Object.fromEntries(kept);
}

/** Everything of a record that a person could miss, as text; the stamp is not part of it. */
export const contentOf = ({fields, body, extra, turns}: VaultRecord): string =>
  canonical({fields, body, extra, turns: turns as unknown as Json});

export const sameContent = (a: VaultRecord, b: VaultRecord): boolean =>
  contentOf(a) === contentOf(b);
