/** What a kind declares and what sync carries are two tables; they must speak of the same fields. */
import {describe, expect, test} from 'vitest';
import {kinds} from '../../src/app/keeping.ts';
import type {Field} from '../../src/entries/fields.ts';
import {beginningOf, type FieldType, fieldsOf, folders} from '../../src/sync/records/fields.ts';

/** What every kind has besides its own; the body is what follows the front matter in a file. */
const shared = 'title state deleted_at created_at updated_at ref tags links attachments metadata';

/** Counted from the turns, which travel in files of their own. */
const derived: readonly string[] = ['turns'];

const inFiles: Readonly<Record<string, readonly FieldType[]>> = {
  string: ['text'],
  integer: ['number'],
  number: ['number'],
  boolean: ['flag'],
  array: ['list', 'json'],
  object: ['json'],
};

interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
}

const typeOf = ({type, anyOf}: Schema): string | undefined => type ?? anyOf?.[0]?.type;

describe.each(kinds.map(({name, fields}) => ({name, fields})))('a $name', ({name, fields}) => {
  const all: {readonly [own: string]: Field<unknown>} = {...fields};
  const declared = Object.entries(all).filter(([own]) => !derived.includes(own));
  const carried = fieldsOf(name);

  test('travels with every field that it declares, and with no other', () => {
    const names = [...shared.split(' '), ...declared.map(([own]) => own)];
    expect([...carried.keys()].sort()).toEqual(names.sort());
    expect(folders[name]).toBeDefined();
  });

  test('has in its file the types that it declares', () => {
    for (const [own, {schema}] of declared) {
      expect([own, inFiles[typeOf(schema as Schema)!]]).toEqual([
        own,
        expect.arrayContaining([carried.get(own)!.type]),
      ]);
    }
  });

  test('begins for sync as it begins when somebody makes one', () => {
    const words = declared.filter(([, {initial}]) => ['string', 'number'].includes(typeof initial));
    const initial = Object.fromEntries(words.map(([own, field]) => [own, field.initial]));
    const said = Object.entries(initial).filter(([, value]) => value !== '');
    expect(beginningOf(name)).toEqual({state: 'active', ...Object.fromEntries(said)});
  });
});
