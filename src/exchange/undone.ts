/** What an import finds again after it was undone. */
import type {Entries} from '../entries/entries.ts';
import type {EntryBase} from '../entries/entry.ts';
import type {Version} from '../entries/history.ts';

/** The versions of an entry, newest first. */
export type VersionsOf = (entry: EntryBase) => readonly Version[];

/** Whether an undo took it away, rather than a person who moved it to the trash. */
export const wasUndone = (versions: readonly Version[]): boolean =>
  versions.find(version => version.changed.includes('state'))?.command === 'undo';

/** Brings back what an undo took away, and says whether it did; what is in the trash on purpose stays there. */
export function bringBack(entries: Entries, versionsOf: VersionsOf, id: string): boolean {
  if (!entries.isTrashed(id)) return false;
  if (!wasUndone(versionsOf(entries.get(id)))) return false;
  entries.activate(id);
  return true;
}
