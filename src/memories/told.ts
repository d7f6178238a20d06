/** What a person told of themselves: one memory for each trait, found by its name on every device. */
import type {Entries} from '../entries/entries.ts';
import {derivedId} from '../ground/ids.ts';
import type {Memory} from './memory.ts';

export const toldId = (trait: string): string => derivedId('profile', trait);

/** The memory that keeps what was told about a trait, unless nothing was or it is in the trash. */
export function findTold(entries: Pick<Entries, 'find'>, trait: string): Memory | undefined {
  const kept = entries.find(toldId(trait)) as Memory | undefined;
  return kept?.state === 'active' ? kept : undefined;
}
