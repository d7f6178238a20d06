/** What a person told of themselves: one memory for each trait, found by its name on every device. */
import type {Entries} from '../entries/entries.ts';
import {derivedId} from '../ground/ids.ts';
import {type Memory, memoryKind} from './memory.ts';

export const toldId = (trait: string): string => derivedId('profile', trait);

/** The memory that keeps what was told about a trait, unless nothing was or it is in the trash. */
export function findTold(entries: Pick<Entries, 'findOf'>, trait: string): Memory | undefined {
  const kept = entries.findOf(memoryKind, toldId(trait));
  return kept?.state === 'active' ? kept : undefined;
}
