/** Lists whose items count by themselves: what either side added or removed, was added or removed. */
import {canonical, type Json} from '../ground/json.ts';

export interface SetMerge {
  readonly items: readonly Json[];
  /** Both sides changed the same item, each in its own way; the newer one's is in `items`. */
  readonly isConflicting: boolean;
}

const itemsOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** What makes two items the same one: a milestone its title, a file its content and name. */
function keyOf(item: Json): string {
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return canonical(item);
  const {title, sha256, name} = item as {readonly [key: string]: Json};
  if (title !== undefined) return canonical([title]);
  return sha256 === undefined ? canonical(item) : canonical([sha256, name ?? null]);
}

const byKey = (value: Json | undefined): ReadonlyMap<string, Json> =>
  new Map(itemsOf(value).map(item => [keyOf(item), item]));

/** Items in the order of the newer side, then what only the older one has; plain texts sorted. */
export function mergeSets(
  base: Json | undefined,
  newer: Json | undefined,
  older: Json | undefined,
): SetMerge {
  const [was, now, other] = [byKey(base), byKey(newer), byKey(older)];
  const items: Json[] = [];
  let isConflicting = false;
  for (const key of new Set([...now.keys(), ...other.keys()])) {
    const choice = chooseItem(was.get(key), now.get(key), other.get(key));
    if (choice.item !== undefined) items.push(choice.item);
    isConflicting ||= choice.isConflicting;
  }
  const isPlain = items.every(item => typeof item === 'string');
  return {items: isPlain ? (items as string[]).sort() : items, isConflicting};
}

function chooseItem(was: Json | undefined, now: Json | undefined, other: Json | undefined) {
  const [base, a, b] = [was, now, other].map(item => item && canonical(item));
  if (a === b || b === base) return {item: now, isConflicting: false};
  if (a === base) return {item: other, isConflicting: false};
  // One side removed what the other edited: the edit stays.
  if (now === undefined || other === undefined) return {item: now ?? other, isConflicting: false};
  return {item: now, isConflicting: true};
}
