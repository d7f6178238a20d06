/** What a person told of themselves: one memory for each trait, found by its name on every device. */
import type {Entries} from '../entries/entries.ts';
import {withoutHidden} from '../ground/hidden-characters.ts';
import {derivedId} from '../ground/ids.ts';
import {type Memory, memoryKind, toldByPerson} from './memory.ts';

/** What can be told; models are given it with every question. */
export const traitNames = [
  ...(['name', 'tone', 'language', 'about', 'peak_hours', 'areas', 'motivations'] as const),
  ...(['openness', 'conscientiousness', 'extraversion', 'agreeableness', 'neuroticism'] as const),
] as const;

export type TraitName = (typeof traitNames)[number];

/** Most characters of a trait. */
export const longestTrait = 500;

/** The tag of the memories that keep traits. */
export const profileTag = 'profile';

export const profileFactId = (trait: TraitName): string => derivedId('profile', trait);

let ids: ReadonlySet<string> | undefined;

/**
 * Whether an id is that of a trait: whoever knows its name can compute it. What is taken in from
 * elsewhere under such an id would speak for the person to every model.
 */
export function isToldId(id: string): boolean {
  ids ??= new Set(traitNames.map(profileFactId));
  return ids.has(id);
}

/**
 * The memory that keeps what was told about a trait, unless nothing was or it is in the trash. Only
 * what looks as memu itself keeps it counts: one visible line, told by the person, tagged as such.
 */
export function findProfileFact(
  entries: Pick<Entries, 'find'>,
  trait: TraitName,
): Memory | undefined {
  const kept = entries.find(profileFactId(trait));
  if (kept?.state !== 'active' || kept.kind !== memoryKind.name) return undefined;
  const memory = kept as Memory;
  const isTold = memory.source.kind === toldByPerson.kind && memory.tags.includes(profileTag);
  return isTold && isOneLine(memory.body) ? memory : undefined;
}

const isOneLine = (text: string): boolean =>
  text.length <= longestTrait && !/[\n\r\t]/.test(text) && withoutHidden(text) === text;
