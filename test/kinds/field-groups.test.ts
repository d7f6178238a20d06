/** Undo, sync and a second import are told once which fields belong together; here they are asked whether they know. */
import {isDeepStrictEqual} from 'node:util';
import {describe, expect, test} from 'vitest';
import {type EntryBase, fieldsOf, groupsOf, type Kind} from '../../src/entries/entry.ts';
import type {FieldTraits} from '../../src/entries/fields.ts';
import {reimportOf} from '../../src/exchange/importers/reimport.ts';
import {nextHlc, stampOf, zeroHlc} from '../../src/ground/stamp.ts';
import {kinds} from '../../src/kinds/kinds.ts';
import {mergeRecords} from '../../src/sync/merge/merge.ts';
import {type Fields, type Json, withoutEmpty} from '../../src/sync/records/record.ts';
import {VaultRows} from '../../src/sync/records/vault-rows.ts';
import {keeping} from '../support/keeping.ts';

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** One of several different values that a schema allows, by its number from 1. */
function valueFor(schema: Schema, n: number): Json {
  const {anyOf, items, properties, minimum = 0} = schema;
  if (anyOf) return valueFor(anyOf[0]!, n);
  if (schema.enum) return schema.enum[n % schema.enum.length]!;
  switch (schema.type) {
    case 'boolean':
      return n % 2 === 1;
    case 'integer':
      return minimum + n;
    case 'number':
      return n / 10;
    case 'array':
      return [valueFor(items!, n)];
    case 'object': {
      const parts = Object.entries(properties ?? {part: {type: 'string'}});
      return Object.fromEntries(parts.map(([name, part]) => [name, partFor(name, part, n)]));
    }
    default:
      return /ISO|date/.test(`${schema.format}${schema.description}`) ? dayOf(n) : `text ${n}`;
  }
}

const dayOf = (n: number): string => `2026-03-0${n}T09:00:00.000Z`;

function partFor(name: string, schema: Schema, n: number): Json {
  if (name === 'sha256') return `${n}`.repeat(64);
  return name === 'due' || name === 'done_at' ? dayOf(n) : valueFor(schema, n);
}

/** What two people say in turn, or two devices, or a source and a person. */
interface Edits {
  readonly kind: Kind;
  readonly first: string;
  readonly second: string;
}

/** A value that nobody has said yet; the second is another one where there are as many. */
function said({kind}: Edits, name: string, n: number): Json {
  const field = fieldsOf(kind).get(name) as FieldTraits<Json>;
  const values = [1, 2, 3, 4].map(each =>
    field.parse(valueFor(field.schema as Schema, each), name),
  );
  const others = values.filter(value => !isDeepStrictEqual(value, field.initial));
  return others[n] ?? field.initial;
}

const firstSays = (edits: Edits): Record<string, Json> => ({
  [edits.first]: said(edits, edits.first, 0),
});
const secondSays = (edits: Edits): Record<string, Json> => ({
  [edits.second]: said(edits, edits.second, 1),
});

const partOf = (fields: object, names: readonly string[]): Fields =>
  withoutEmpty(Object.fromEntries(names.map(name => [name, (fields as Fields)[name]])));

/** How it ended: with the fields of one group as they are, whether the first edit counted, and what was named. */
interface Ending {
  readonly fields: Fields;
  readonly named: readonly string[];
}

const planned = kinds.filter(({name}) => name === 'goal' || name === 'task');
const kept = keeping(planned);
const {entries, undo, clock} = kept;
const rows = new VaultRows(kept);

const begun = ({kind}: Edits): EntryBase => entries.create(kind, {});

/** The first edit is taken back after the second one. */
function undone(edits: Edits): Ending {
  const entry = begun(edits);
  for (const fields of [firstSays(edits), secondSays(edits)]) {
    clock.advance(1000);
    entries.setFields(entry.id, fields);
  }
  const [, first] = undo.undoable(2);
  const {leftAlone} = undo.revert(first!);
  const fields = entries.get(entry.id) as unknown as Fields;
  return {fields, named: leftAlone.map(({field}) => field)};
}

/** Two devices make the edits without knowing of each other. */
function synced(edits: Edits): Ending {
  const {id} = begun(edits);
  const base = rows.find([id]).get(id)!;
  const hlc = nextHlc(zeroHlc, Date.parse(dayOf(9)));
  const [a, b] = [firstSays(edits), secondSays(edits)].map((said, n) => ({
    ...base,
    stamp: stampOf(nextHlc(hlc, Date.parse(dayOf(9)) + n), `device${n}`),
    ...('body' in said ? {body: String(said.body)} : {}),
    fields: withoutEmpty({...base.fields, ...said, body: undefined}),
  }));
  const {record, conflicts} = mergeRecords({base, a: a!, b: b!});
  const fields = {...record.fields, body: record.body};
  return {fields, named: conflicts.map(conflict => String(conflict.fields.field))};
}

/** The first edit was made at the source of an import, the second one here. */
function imported(edits: Edits): Ending {
  const entry = begun(edits);
  const here = {...entry, ...secondSays(edits)};
  const {seq, id, kind, stamp, device, extra, ...said} = entry;
  const {changes, kept} = reimportOf(edits.kind, entry, here, {...said, ...firstSays(edits)});
  return {fields: {...here, ...changes} as unknown as Fields, named: kept};
}

const timed = (kind: Kind, name: string): boolean =>
  ['first', 'last'].includes(fieldsOf(kind).get(name)!.merge);

/** A flag is on or off: who says something else again says what was there at first. */
const hasChoice = (kind: Kind, name: string): boolean => {
  const {merge, fileType} = fieldsOf(kind).get(name)!;
  return merge !== 'set' && fileType !== 'flag';
};

const groupsToTry = (kind: Kind): (readonly string[])[] =>
  [...groupsOf(kind).values()].filter(
    ([name]) => !timed(kind, name!) && !fieldsOf(kind).get(name!)!.isDerived,
  );

describe.each(kinds.map(kind => ({name: kind.name, kind})))('a $name', ({kind}) => {
  const groups = groupsToTry(kind);
  const isSet = (name: string): boolean => fieldsOf(kind).get(name)!.merge === 'set';

  test.each(groups.map(group => ({group})))('keeps $group whole', ({group}) => {
    for (const first of group) {
      for (const second of group.filter(name => hasChoice(kind, name))) {
        const edits = {kind, first, second};
        const whole = (...said: object[]): Fields => {
          const start = Object.fromEntries(
            group.map(name => [name, fieldsOf(kind).get(name)!.initial]),
          );
          return partOf(Object.assign(start, ...said), group);
        };
        // The second one stands, with all that belongs to it, and the first one is named.
        const taken = undone(edits);
        expect
          .soft([edits.first, second, partOf(taken.fields, group)])
          .toEqual([first, second, whole(firstSays(edits), secondSays(edits))]);
        expect.soft(taken.named).toEqual([first]);
        for (const end of [synced(edits), imported(edits)]) {
          const fields = partOf(end.fields, group);
          expect
            .soft([first, second, fields])
            .toEqual([
              first,
              second,
              expect.toBeOneOf([whole(secondSays(edits)), whole(firstSays(edits))]),
            ]);
        }
        expect.soft(imported(edits).named).toEqual([first]);
      }
    }
  });

  test.each(groups.filter(([name]) => isSet(name!)).map(([name]) => ({name: name!})))(
    'joins what is in $name',
    ({name}) => {
      const edits = {kind, first: name, second: name};
      const both = [synced(edits), imported(edits)].map(({fields}) => fields[name]);
      const items = [firstSays(edits), secondSays(edits)].map(each => each[name] as string[]);
      const all = items.flat();
      for (const joined of both) {
        expect(joined).toEqual(expect.arrayContaining(all));
        expect(joined).toHaveLength(all.length);
      }
      // What was added since is no reason to lose it, so the whole list stays.
      expect(undone(edits).named).toEqual([name]);
    },
  );

  test('lets each edit count where they say different things', () => {
    for (const [one, other] of groups.flatMap(a =>
      groups.filter(b => a !== b).map(b => [a, b] as const),
    )) {
      const edits = {kind, first: one[0]!, second: other.at(-1)!};
      const both = {...firstSays(edits), ...secondSays(edits)};
      const names = Object.keys(both);
      const back = undone(edits);
      expect
        .soft([names, back.named, partOf(back.fields, names)])
        .toEqual([
          names,
          [],
          partOf(
            {[edits.first]: fieldsOf(kind).get(edits.first)!.initial, ...secondSays(edits)},
            names,
          ),
        ]);
      for (const end of [synced(edits), imported(edits)])
        expect
          .soft([names, end.named, partOf(end.fields, names)])
          .toEqual([names, [], partOf(both, names)]);
    }
  });
});
