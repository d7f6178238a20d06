import {Ajv2020} from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {expect, test} from 'vitest';
import {schemas} from '../../commands/schema/schemas.ts';
import {type Home, newHome} from '../support/command-line.ts';

const {default: plugin} = addFormats as unknown as {default: (ajv: Ajv2020) => void};
const ajv = new Ajv2020({strict: false, allErrors: true});
plugin(ajv);

async function withProposals(...lines: readonly string[]): Promise<Home> {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  for (const line of lines) await home.memu('chat', line);
  return home;
}

const idsIn = async (home: Home): Promise<readonly string[]> =>
  (await home.json<{id: string}[]>('inbox')).map(({id}) => id);

async function obeys(home: Home, name: string, ...words: readonly string[]): Promise<void> {
  const answer = await home.json(...name.split(' '), ...words);
  const schema = (await schemas())[name]!;
  expect([name, ajv.validate(schema, answer), ajv.errors]).toEqual([name, true, null]);
}

const orders = ['remind me to buy milk', 'save a note: boilers age', 'remember that tea is best'];

test('one list for every kind, and its answers obey their schemas', async () => {
  const home = await withProposals(...orders);
  const {out} = await home.memu('inbox');
  expect(out).toMatch(/task {4}buy milk/);
  expect(out).toMatch(/note {4}boilers age/);
  expect(out).toMatch(/memory {2}tea is best/);
  const [first, second, third] = await idsIn(home);
  await obeys(home, 'inbox');
  await obeys(home, 'inbox edit', first!, '--title', 'in other words');
  await obeys(home, 'inbox accept', first!);
  await obeys(home, 'inbox reject', second!, third!);
  expect(await idsIn(home)).toEqual([]);
  expect((await home.memu('inbox', 'accept', '--all')).err).toContain('the inbox is empty');
});

test('the older words answer the same', async () => {
  const home = await withProposals(...orders);
  const ids = await idsIn(home);
  expect((await home.json<{id: string}[]>('memory', 'inbox')).map(({id}) => id)).toEqual(ids);
  const task = (await home.json<{id: string; kind: string}[]>('inbox')).find(
    ({kind}) => kind === 'task',
  )!;
  expect((await home.memu('task', 'accept', task.id)).out).toContain('accepted: buy milk');
  expect((await home.memu('memory', 'accept', '--all')).code).toBe(0);
  expect(await idsIn(home)).toEqual([]);
});

test('a field is changed on its way in', async () => {
  const home = await withProposals(orders[0]!);
  const [id] = await idsIn(home);
  const entry = await home.json('inbox', 'edit', id!, '--set', 'priority=urgent', '--accept');
  expect(entry).toMatchObject({state: 'active', priority: 5, title: 'buy milk'});
});

test.each([
  ['inbox accept', 2],
  ['inbox accept zzzz', 4],
  ['inbox edit ID --set due', 2],
  ['inbox edit ID --set due=whenever', 2],
  ['inbox edit ID --set colour=red', 2],
  ['inbox edit ID', 2],
])('%s leaves with %i, and what waits still waits', async (line, code) => {
  const home = await withProposals(orders[0]!);
  const [id] = await idsIn(home);
  const words = line.split(' ').map(word => (word === 'ID' ? id! : word));
  expect((await home.memu(...words)).code).toBe(code);
  expect(await idsIn(home)).toEqual([id]);
});
