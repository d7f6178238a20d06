import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {schemas} from '../../commands/schema/schemas.ts';
import {schemaOf} from '../../src/actions/contracts/contract.ts';
import {inputContracts} from '../../src/actions/contracts/input-contracts.ts';

/** What version 1 printed when contracts became zod, by command. */
const before = JSON.parse(
  gunzipSync(readFileSync(new URL('../fixtures/schemas-1.json.gz', import.meta.url))).toString(),
) as Record<string, unknown>;

/** What a schema no longer says, by its path; lists may have got more, and so may objects. */
function missing(was: unknown, is: unknown, path: string): readonly string[] {
  if (Array.isArray(was)) {
    if (!Array.isArray(is)) return [path];
    // A list of names may grow; alternatives stand where they stood.
    if (was.every(one => typeof one === 'string')) {
      return was.filter(one => !is.includes(one)).map(one => `${path}: ${one}`);
    }
    return was.flatMap((one, at) => missing(one, is[at], `${path}[${at}]`));
  }
  if (typeof was === 'object' && was !== null) {
    if (typeof is !== 'object' || is === null) return [path];
    return Object.entries(was).flatMap(([key, one]) =>
      missing(one, (is as Record<string, unknown>)[key], `${path}/${key}`),
    );
  }
  return was === is ? [] : [path];
}

test('what version 1 promised is promised still: fields are added, never renamed or retyped', async () => {
  const now = await schemas();
  expect(Object.keys(before).length).toBeGreaterThan(80);
  expect(Object.entries(before).flatMap(([name, was]) => missing(was, now[name], name))).toEqual(
    [],
  );
});

test('a field that is renamed or retyped would be noticed', () => {
  const was = {properties: {id: {type: 'string'}}, required: ['id']};
  expect(missing(was, {properties: {uid: {type: 'string'}}, required: ['uid']}, '')).toHaveLength(
    2,
  );
  expect(missing(was, {properties: {id: {type: 'integer'}}, required: ['id']}, '')).toHaveLength(1);
  expect(missing(was, {...was, properties: {...was.properties, more: {}}}, '')).toEqual([]);
});

describe('what an action takes', () => {
  test.each([
    ['capture', {line: 'x'}, {line: 1}],
    ['capture', {line: 'x', kind: 'note', dryRun: true}, {line: 'x', kind: 'poem'}],
    ['decideProposals', {answer: 'accept', all: true}, {answer: 'perhaps'}],
    ['editProposal', {reference: 'x', fields: {due: 'friday'}}, {fields: {due: 'friday'}}],
    ['moveTasks', {move: 'done', references: ['x']}, {move: 'done', references: []}],
    ['resolveConflict', {reference: 'x', take: 'mine'}, {reference: '', take: 'mine'}],
    ['undoOperations', {}, {what: 1}],
  ] as const)('%s: %j, and not %j', (name, good, bad) => {
    const contract = inputContracts[name];
    expect(contract.safeParse(good).success).toBe(true);
    expect(contract.safeParse(bad).success).toBe(false);
    expect(contract.safeParse({...good, colour: 'red'}).success).toBe(false);
  });

  test('is said as JSON Schema with a word for each thing', () => {
    const schema = schemaOf(inputContracts.capture);
    expect(schema).toMatchObject({type: 'object', required: ['line'], additionalProperties: false});
    expect(JSON.stringify(schema)).toContain('call mum tomorrow');
  });
});
