/** A thing that was imported before and has changed at its source: what of it is taken over. Pure. */
import {isDeepStrictEqual} from 'node:util';
import {type EntryBase, fieldsOf, groupsOf, type Kind} from '../../entries/entry.ts';
import type {Version} from '../../entries/history.ts';
import {mergeSets} from '../../entries/merge-set.ts';
import type {Json} from '../../ground/json.ts';

type Fields = {readonly [name: string]: unknown};

export interface Reimport {
  /** Fields to set. */
  readonly changes: Fields;
  /** Fields that changed at the source and were changed by the person too: they stay. */
  readonly kept: readonly string[];
}

const isSet = (kind: Kind, name: string): boolean => fieldsOf(kind).get(name)?.merge === 'set';

/** Says when it came in, which does not change. */
const isTime = (kind: Kind, name: string): boolean =>
  ['first', 'last'].includes(fieldsOf(kind).get(name)?.merge ?? '');

/**
 * Each field as the latest import that set it wrote it, or as the entry came from another device;
 * undefined for what no import has written. Versions are the newest first.
 */
export function lastImported(
  kind: Kind,
  versions: readonly Version[],
  command: string,
): EntryBase | undefined {
  const oldest = versions.at(-1);
  const from = versions.findLastIndex(version => version.command === command);
  if (!oldest || (from < 0 && oldest.actor !== 'sync')) return undefined;
  const start = oldest.actor === 'sync' ? versions.length - 1 : from;
  const base: {[name: string]: unknown} = {...versions[start]?.entry};
  for (let at = start - 1; at >= 0; at -= 1) {
    const {command: by, changed, entry} = versions[at] as Version;
    if (by !== command) continue;
    const [before, after] = [versions[at + 1]?.entry, entry] as unknown as [Fields, Fields];
    for (const name of changed) {
      base[name] = isSet(kind, name) ? saidSet(base[name], before[name], after[name]) : after[name];
    }
  }
  return base as unknown as EntryBase;
}

/** A set that an import joined with the person's own: what the person added is not the source's, what they took out is. */
const saidSet = (base: unknown, before: unknown, after: unknown): unknown =>
  mergeSets(before as Json, after as Json, base as Json).items;

/** Whether an entry is what its source says: nothing to look up, nothing to do. */
export const isFromSource = (kind: Kind, now: EntryBase, next: Fields): boolean =>
  Object.keys(next).every(
    name => isTime(kind, name) || isDeepStrictEqual((now as unknown as Fields)[name], next[name]),
  );

/**
 * Compares what the source said (`base`, as the last import wrote it), what it says now (`next`) and
 * what is kept (`now`), field by field.
 */
export function reimportOf(kind: Kind, base: EntryBase, now: EntryBase, next: Fields): Reimport {
  const changes: {[name: string]: unknown} = {};
  const kept: string[] = [];
  const before = base as unknown as Fields;
  const present = now as unknown as Fields;
  for (const whole of groupsOf(kind).values()) {
    const group = whole.filter(name => name in next && !isTime(kind, name));
    const changed = group.filter(name => !isDeepStrictEqual(before[name], next[name]));
    const [name] = changed;
    if (name === undefined) continue;
    const isTheirs = whole.some(each => !isDeepStrictEqual(before[each], present[each]));
    if (isSet(kind, name)) changes[name] = mergedSet(before[name], present[name], next[name]);
    else if (!isTheirs) for (const each of changed) changes[each] = next[each];
    else if (changed.some(each => !isDeepStrictEqual(present[each], next[each]))) kept.push(name);
  }
  return {changes, kept};
}

const mergedSet = (base: unknown, now: unknown, next: unknown): unknown =>
  mergeSets(base as Json, now as Json, next as Json).items;
