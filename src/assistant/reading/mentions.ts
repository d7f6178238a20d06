/** Entries that a line names by `@` and the beginning of their id, as the chat screen completes them. */
import type {EntryBase} from '../../entries/entry.ts';
import {excerpt} from '../../ground/text.ts';

export interface Mention {
  /** As it stands in the line: `@3f9a`. */
  readonly written: string;
  readonly entry: EntryBase;
}

const pattern = /(?<![\p{L}\p{N}@])@[0-9a-f]{4}[0-9a-f-]*(?![\p{L}\p{N}])/giu;

/** @param find the entry whose id begins so, if there is one */
export function mentionsIn(
  text: string,
  find: (prefix: string) => EntryBase | undefined,
): readonly Mention[] {
  const written = new Set(Array.from(text.matchAll(pattern), ([whole]) => whole));
  return [...written].flatMap(one => {
    const entry = find(one.slice(1).toLowerCase());
    return entry && entry.kind !== 'conversation' ? [{written: one, entry}] : [];
  });
}

/** The line with names in the place of ids, which say nothing to recall or to a model. */
export const withNames = (text: string, mentions: readonly Mention[]): string =>
  text.replace(pattern, whole => {
    const entry = mentions.find(one => one.written === whole)?.entry;
    return entry ? JSON.stringify(excerpt(entry.title || entry.body, 80)) : whole;
  });
