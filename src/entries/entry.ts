/** What notes, goals, tasks, memories and conversations have in common, and what of it may be kept. */

import type {Json} from '../ground/json.ts';
import type {Field, FieldTraits} from './fields.ts';
import {checkSize} from './limits.ts';
import {type EntryFields, sharedFields} from './shared-fields.ts';

export type {Attachment, EntryFields, State} from './shared-fields.ts';

/** An entry as kept. `seq` is this database's own number for it; `stamp` orders writes across devices. */
export interface EntryBase extends EntryFields {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly stamp: string;
  readonly device: string;
  /** Keys that a newer memu wrote and this one does not know, kept as they were. */
  readonly extra: string;
}

/** Nobody changed it since it was made. The undo of what made it, which puts it away, is no change. */
export const isUnchangedInput = (entry: Pick<EntryFields, 'created_at' | 'updated_at'>): boolean =>
  entry.updated_at === entry.created_at;

/** What is to be said about a kind as a whole, beside its fields. */
export interface KindTraits {
  /** There are so many that a folder for people has one folder per year of them. */
  readonly isFiledByYear?: true;
}

/** One kind of entry, declared once: the side table and the fields it holds. */
export interface Kind<Name extends string = string, Own extends object = object>
  extends KindTraits {
  readonly name: Name;
  /** The side table, and the folder in vaults and folders of files. */
  readonly table: string;
  readonly fields: {readonly [Key in keyof Own]: Field<Own[Key]>};
}

export const defineKind = <Name extends string, Own extends object>(
  name: Name,
  table: string,
  fields: {readonly [Key in keyof Own]: Field<Own[Key]>},
  traits: KindTraits = {},
): Kind<Name, Own> => ({name, table, fields, ...traits});

/** Every field of a kind by name: the shared ones, then its own. */
export const fieldsOf = (kind: Kind): ReadonlyMap<string, FieldTraits<unknown>> => {
  let all = fieldMaps.get(kind);
  if (all === undefined) {
    const own = kind.fields as {readonly [name: string]: FieldTraits<unknown>};
    all = new Map<string, FieldTraits<unknown>>(Object.entries({...sharedFields, ...own}));
    fieldMaps.set(kind, all);
  }
  return all;
};

/** The names of the fields of a kind that are chosen together, by the name of their group, in order. */
export function groupsOf(kind: Kind): ReadonlyMap<string, readonly string[]> {
  const byGroup = Map.groupBy(fieldsOf(kind), ([name, {group}]) => group ?? name);
  return new Map([...byGroup].map(([group, fields]) => [group, fields.map(([name]) => name)]));
}

/** The fields with which an entry begins that follows this one. */
export const inheritedFrom = <K extends Kind>(kind: K, entry: EntryOf<K>): InputOf<K> =>
  Object.fromEntries(
    [...fieldsOf(kind)]
      .filter(([, {isInherited}]) => isInherited)
      .map(([name]) => [name, fieldOf(entry, name)]),
  ) as InputOf<K>;

const fieldMaps = new WeakMap<Kind, ReadonlyMap<string, FieldTraits<unknown>>>();

/** The TypeScript type of an entry of a kind. */
export type EntryOf<Any> =
  Any extends Kind<infer Name, infer Own>
    ? EntryBase & {readonly kind: Name} & Readonly<Own>
    : never;

/** Tells the type of an entry by its kind. */
export const isOfKind = <K extends Kind>(kind: K, entry: EntryBase): entry is EntryOf<K> =>
  entry.kind === kind.name;

/** What an entry holds in a field, for rooms that know no kinds; undefined where it has no such field. */
export const fieldOf = (entry: EntryBase, name: string): unknown =>
  (entry as unknown as {readonly [name: string]: unknown})[name];

/** What may be given to make or change an entry of a kind. */
export type InputOf<Any> = Any extends Kind<string, infer Own> ? Partial<EntryFields & Own> : never;

/** Every field of a kind with its checked value; unknown keys are a bug and throw. */
export function checkFields(
  kind: Kind,
  input: {readonly [key: string]: unknown},
): {[key: string]: unknown} {
  const checked: {[key: string]: unknown} = {};
  const fields = fieldsOf(kind);
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const field = fields.get(name);
    if (field === undefined) throw new TypeError(`a ${kind.name} has no field ${name}`);
    checked[name] = field.parse(value, name);
    if (name !== 'body') checkSize(name, checked[name]);
  }
  return checked;
}

/** The names under which `entryJson` prints the fields of a kind. */
export const fieldNames = (kind: Kind): readonly string[] => [
  ...['id', 'kind'],
  ...Object.keys(sharedFields).filter(name => name !== 'deleted_at'),
  ...Object.keys(kind.fields),
];

/** An entry as `--json` prints it: what is this database's own business is left out. */
export function entryJson(entry: EntryBase): {readonly [key: string]: Json} {
  const {seq, deleted_at, stamp, device, extra, id, kind, ...fields} = entry;
  return {id, kind, ...(fields as unknown as {[key: string]: Json})};
}
