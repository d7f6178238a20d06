/** Random records, with every sort of text that people, editors and attackers produce. */

import type {FieldFileType} from '../../src/entries/fields.ts';
import {folders, type VaultField, vaultFieldsOf} from '../../src/sync/records/fields.ts';
import {
  type Json,
  type VaultRecord,
  type VaultTurn,
  withoutEmpty,
} from '../../src/sync/records/record.ts';
import {mergeTurns} from '../../src/sync/records/turns.ts';
import {fc} from '../support/random.ts';

export const anyId = (): fc.Arbitrary<string> => fc.uuid({version: 4});

export const anyStamp = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({min: 0, max: 20}), fc.constantFrom('aa', 'bb', 'cc'))
    .map(([hlc, device]) => `${hlc.toString(16).padStart(16, '0')}-${device}`);

const wellFormed = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  arbitrary.map(text => text.toWellFormed().replaceAll('\0', '0'));

// Built once: a generator costs more to make than the value that it gives.
const text = wellFormed(
  fc.oneof(
    fc.string({unit: 'grapheme', maxLength: 20}),
    fc.string({unit: 'binary', maxLength: 20}),
    fc.constantFrom(
      '01234',
      'true',
      '~',
      '- x',
      '# y',
      'a: b',
      '---',
      '...',
      '\n---\n',
      '"',
      "'",
      '[[a|b]]',
      '2026-11-21',
      '2026-11-21T09:30:00.000Z',
      ' x ',
      '\t',
      '\r\n',
      '\u2028',
      '&a',
      '*a',
      '!x',
      '<<<<<<< ours',
      '|',
      '>',
      '%YAML',
      '{',
      '}',
      'null',
      'é',
      'e\u0301',
    ),
  ),
);

export const anyText = (): fc.Arbitrary<string> => text;

const json = fc.oneof(
  fc.array(
    fc.dictionary(anyText(), fc.oneof(anyText(), fc.integer(), fc.boolean()), {maxKeys: 3}),
    {maxLength: 3},
  ),
  fc.dictionary(
    anyText(),
    fc.oneof(
      anyText(),
      fc.double({noNaN: true, noDefaultInfinity: true}).map(n => n + 0),
      fc.constant(null),
    ),
    {maxKeys: 3},
  ),
) as fc.Arbitrary<Json>;

const values: Readonly<Record<FieldFileType, fc.Arbitrary<Json>>> = {
  text,
  number: fc.integer({min: -5, max: 500}),
  flag: fc.constant(true),
  list: fc.array(text, {maxLength: 4}),
  json,
};

export const anyValue = ({type}: VaultField): fc.Arbitrary<Json> => values[type];

const fieldsByKind = new Map(
  Object.keys(folders).map(kind => [
    kind,
    fc
      .record(
        Object.fromEntries(
          [...vaultFieldsOf(kind).values()].map(each => [each.name, anyValue(each)]),
        ),
        {requiredKeys: []},
      )
      .map(withoutEmpty),
  ]),
);

const anyFields = (kind: string): fc.Arbitrary<VaultRecord['fields']> => fieldsByKind.get(kind)!;

const anyExtra = (): fc.Arbitrary<VaultRecord['extra']> =>
  fc
    .subarray([
      ['#', '# a comment\n#another\n'],
      ['mood', 'mood: [1,  two]\n'],
      ['Zone', 'Zone:\n  - a # b\n  # c\n'],
      ['later', 'later: >\n  folded\n\n   text\n'],
    ] as const)
    .map(entries => Object.fromEntries(entries));

const anyTurn = (): fc.Arbitrary<VaultTurn> =>
  fc.record({
    id: anyId(),
    stamp: anyStamp(),
    n: fc.nat({max: 3}),
    at: fc.constant('2026-11-21T09:30:00.000Z'),
    role: fc.constantFrom('user', 'assistant'),
    speaker: fc.option(anyText()),
    text: fc.oneof(anyText(), fc.constantFrom('<!-- memu:turn {} -->', '\\<!-- memu:turn x\n')),
    state: fc.constant('active'),
    ref: fc.option(anyText()),
    metadata: fc.constantFrom<Json>({}, {a: '-->'}),
  });

const turns = fc
  .uniqueArray(anyTurn(), {maxLength: 3, selector: turn => turn.id})
  .map(all => all.reduce<readonly VaultTurn[]>((known, turn) => mergeTurns(known, [turn]), []));

/** Turns as a conversation holds them: each once, in the order of their stamps. */
export const anyTurns = (): fc.Arbitrary<readonly VaultTurn[]> => turns;

const recordsByKind = new Map(
  Object.keys(folders).map(kind => [
    kind,
    fc.record({
      id: anyId(),
      kind: fc.constant(kind),
      stamp: anyStamp(),
      fields: anyFields(kind),
      body: text,
      extra: anyExtra(),
      turns: kind === 'conversation' ? turns : fc.constant([]),
    }),
  ]),
);

const records = fc.oneof(...recordsByKind.values());

export const anyRecord = (kind?: string): fc.Arbitrary<VaultRecord> =>
  kind === undefined ? records : recordsByKind.get(kind)!;
