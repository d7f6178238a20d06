/** A thing that was imported before and has changed at its source: what of it is taken over. Pure. */
import {isDeepStrictEqual} from 'node:util';
import type {EntryBase} from '../../entries/entry.ts';
import type {Version} from '../../entries/history.ts';

type Fields = {readonly [name: string]: unknown};

export interface Renewal {
  /** Fields to set. */
  readonly changes: Fields;
  /** Fields that changed at the source and were changed by the person too: they stay. */
  readonly kept: readonly string[];
}

/** Fields that mean something only together. */
const groups: readonly (readonly string[])[] = [
  ['status', 'completed_at'],
  [...['due', 'recurrence', 'recur_from', 'recur_zone', 'series_id', 'occurrence'], 'except_dates'],
];
/** Sets: what was added or taken out on either side is. */
const sets = new Set(['tags', 'links', 'depends_on', 'areas']);
/** Says when it came in, which does not change. */
const never = new Set(['created_at', 'updated_at']);

/**
 * Each field as the latest import that set it wrote it, or as the entry came from another device;
 * undefined for what no import has written. Versions are the newest first.
 */
export function saidBy(versions: readonly Version[], command: string): EntryBase | undefined {
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
      base[name] = sets.has(name) ? saidSet(base[name], before[name], after[name]) : after[name];
    }
  }
  return base as unknown as EntryBase;
}

/** A set that an import joined with the person's own: what the person added is not the source's, what they took out is. */
function saidSet(base: unknown, before: unknown, after: unknown): readonly string[] {
  const [said, present, joined] = [base, before, after] as readonly (readonly string[])[];
  const added = (present ?? []).filter(item => !said?.includes(item));
  const removed = (said ?? []).filter(item => !present?.includes(item));
  return [...(joined ?? []).filter(item => !added.includes(item)), ...removed].sort();
}

/** Whether an entry is what its source says: nothing to look up, nothing to do. */
export const isSaid = (now: EntryBase, next: Fields): boolean =>
  Object.keys(next).every(
    name => never.has(name) || isDeepStrictEqual((now as unknown as Fields)[name], next[name]),
  );

/**
 * Compares what the source said (`base`, as the last import wrote it), what it says now (`next`) and
 * what is kept (`now`), field by field.
 */
export function renewalOf(base: EntryBase, now: EntryBase, next: Fields): Renewal {
  const changes: {[name: string]: unknown} = {};
  const kept: string[] = [];
  const before = base as unknown as Fields;
  const present = now as unknown as Fields;
  const names = Object.keys(next).filter(name => !never.has(name));
  for (const group of groupsOf(names)) {
    const changed = group.filter(name => !isDeepStrictEqual(before[name], next[name]));
    if (changed.length === 0) continue;
    const isTheirs = group.some(name => !isDeepStrictEqual(before[name], present[name]));
    const [name = ''] = group;
    if (sets.has(name)) changes[name] = mergedSet(before[name], present[name], next[name]);
    else if (!isTheirs) for (const each of changed) changes[each] = next[each];
    else if (changed.some(each => !isDeepStrictEqual(present[each], next[each]))) {
      kept.push(changed[0] ?? name);
    }
  }
  return {changes, kept};
}

function groupsOf(names: readonly string[]): (readonly string[])[] {
  const grouped = new Set(groups.flat());
  const together = groups.map(group => group.filter(name => names.includes(name)));
  const alone = names.filter(name => !grouped.has(name)).map(name => [name]);
  return [...together, ...alone].filter(group => group.length > 0);
}

function mergedSet(base: unknown, now: unknown, next: unknown): readonly string[] {
  const [before, present, said] = [base, now, next].map(list => new Set(list as string[]));
  const removed = [...(before ?? [])].filter(item => !present?.has(item));
  const added = [...(present ?? [])].filter(item => !before?.has(item));
  return [...new Set([...(said ?? []), ...added])].filter(item => !removed.includes(item)).sort();
}
