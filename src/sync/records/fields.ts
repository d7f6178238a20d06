/** What the vault makes of the declared fields of each kind: their order in a file, and how two edits merge. */
import {fieldsOf as declaredFields, type Kind} from '../../entries/entry.ts';
import type {FieldFileType, FieldTraits, MergeRule} from '../../entries/fields.ts';
import {sharedFields} from '../../entries/shared-fields.ts';
import {kinds} from '../../kinds/kinds.ts';

export interface VaultField {
  readonly name: string;
  readonly type: FieldFileType;
  readonly rule: MergeRule;
  /** Fields of one group are chosen together, so that no mixture arises. */
  readonly group: string;
}

type Declared = Pick<
  FieldTraits<unknown>,
  'fileType' | 'merge' | 'group' | 'filedAfter' | 'isDerived'
>;

/** State and time of deletion; merged by a rule of their own, edit beats delete. */
export const lifeGroup = 'state';

/** A conflict travels like an entry, and is none: it holds what two devices said about one. */
const conflictFields: {readonly [name: string]: Declared} = {
  entry: {fileType: 'text', merge: 'pick'},
  entry_kind: {fileType: 'text', merge: 'pick'},
  field: {fileType: 'text', merge: 'pick'},
  values: {fileType: 'json', merge: 'pick'},
  stamps: {fileType: 'json', merge: 'last'},
  chosen: {fileType: 'json', merge: 'pick'},
  resolved_at: {fileType: 'text', merge: 'last'},
  // Of the device that decided: with its operation the decision is taken back, and made again.
  operation: {fileType: 'text', merge: 'last'},
  withdrawn: {fileType: 'json', merge: 'pick'},
};

/** In the order of the file, which is part of the format: what is declared behind another stands there. */
function inFrontMatter(declared: Iterable<readonly [string, Declared]>): Map<string, VaultField> {
  const behind = Map.groupBy(declared, ([, {filedAfter}]) => filedAfter);
  const from = (anchor: string | undefined): VaultField[] =>
    (behind.get(anchor) ?? []).flatMap(([name, {fileType, merge, group = name, isDerived}]) =>
      fileType === 'body' || isDerived
        ? []
        : [{name, type: fileType, rule: merge, group}, ...from(name)],
    );
  return new Map(from(undefined).map(field => [field.name, field]));
}

const tables: ReadonlyMap<string, ReadonlyMap<string, VaultField>> = new Map([
  ...kinds.map(kind => [kind.name, inFrontMatter(declaredFields(kind))] as const),
  ['conflict', inFrontMatter(Object.entries({...sharedFields, ...conflictFields}))] as const,
]);

/** Folders of the vault by kind; a kind that is not here is a newer memu's and carried untouched. */
export const folders: Readonly<Record<string, string>> = {
  ...Object.fromEntries(kinds.map(({name, table}) => [name, table])),
  conflict: 'conflicts',
};

const filedByYear = new Set(kinds.filter(kind => kind.isFiledByYear).map(({name}) => name));

/** Whether a folder for people has a folder per year of them. */
export const isFiledByYear = (kind: string): boolean => filedByYear.has(kind);

export const isKnownKind = (kind: string): boolean => tables.has(kind);

/** The known fields of a kind in the order of the file; none for an unknown kind. */
export const vaultFieldsOf = (kind: string): ReadonlyMap<string, VaultField> =>
  tables.get(kind) ?? new Map();

const beginnings = new Map(kinds.map(kind => [kind.name, wordsAtFirst(kind)]));

/** The fields that two entries with one id and no common past are measured against. */
export const beginningOf = (kind: string): Readonly<Record<string, string | number>> =>
  beginnings.get(kind) ?? {state: 'active'};

/** What a new entry of a kind holds, as far as it is a word or a number; nothing is said by what is empty. */
function wordsAtFirst(kind: Kind): Readonly<Record<string, string | number>> {
  const said: Record<string, string | number> = {};
  for (const [name, {initial, isDerived}] of declaredFields(kind)) {
    const isWord = typeof initial === 'string' || typeof initial === 'number';
    if (isWord && initial !== '' && !isDerived) said[name] = initial;
  }
  return said;
}
