/** What a kind declares is what sync carries, in an order that files have had since the first version. */
import {describe, expect, test} from 'vitest';
import type {Field, FieldFileType} from '../../src/entries/fields.ts';
import {kinds} from '../../src/kinds/kinds.ts';
import {beginningOf, folders, vaultFieldsOf} from '../../src/sync/records/fields.ts';

/** What every kind has besides its own; the body is what follows the front matter in a file. */
const atFirst = 'title state deleted_at created_at updated_at ref tags links attachments metadata';
const ownAtFirst: Readonly<Record<string, string>> = {
  note: 'pinned notebook',
  goal: 'status vision areas target_date milestones metrics completed_at',
  task: `status completed_at goal_id parent_id depends_on areas priority energy duration_minutes due scheduled snoozed_until recurrence recur_from series_id occurrence recur_zone except_dates`,
  conversation: 'summary areas',
  memory: 'type source confidence valid_from valid_to superseded_by',
};

/** Counted from the turns, which travel in files of their own. */
const derived: readonly string[] = ['turns'];

const inFiles: Readonly<Record<string, readonly FieldFileType[]>> = {
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
  const carried = vaultFieldsOf(name);

  test('travels with every field that it declares, and with no other', () => {
    const names = [...atFirst.split(' '), ...declared.map(([own]) => own)];
    expect([...carried.keys()].sort()).toEqual(names.sort());
    expect(folders[name]).toBeDefined();
  });

  test('has the order in its file that it always had, with what is new behind', () => {
    expect([...carried.keys()].join(' ')).toMatch(`${atFirst} ${ownAtFirst[name]}`);
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
