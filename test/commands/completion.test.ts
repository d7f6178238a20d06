import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

test('what could stand next is offered: commands, choices, entries by id and title, labels, hosts', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'ssh://pi'});
  await home.memu('note', 'add', 'Boiler service', '--tag', 'home');
  await home.memu('goal', 'add', 'Boil less water', '--area', 'health');
  await home.memu('config', 'set', 'areas.extra', 'garden');
  const [{id} = {id: ''}] = await home.json<{id: string}[]>('note', 'list');
  const offered = async (...words: readonly string[]): Promise<string[]> => {
    const {code, out, err} = await home.memu('complete', '--', ...words);
    expect([code, err]).toEqual([0, '']);
    return out.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0]!]));
  };
  expect(await offered('no')).toEqual(['note']);
  expect(await offered('note', 'sh')).toEqual(['show']);
  expect(await offered('note', 'list', '--li')).toEqual(['--limit']);
  expect(await offered('note', 'list', '--status', 'tr')).toEqual(['trashed']);
  expect(await offered('note', 'show', '')).toEqual([id.slice(0, 8)]);
  expect(await offered('note', 'show', id.slice(0, 5))).toEqual([id.slice(0, 8)]);
  expect(await offered('note', 'show', 'boil')).toEqual(['Boiler service']);
  expect(await offered('attach', 'boil')).toEqual(['Boil less water', 'Boiler service']);
  expect(await offered('note', 'list', '--tag', '')).toEqual(['home']);
  expect(await offered('task', 'add', 'x', '--area', 'g')).toEqual(['garden']);
  expect(await offered('task', 'list', '--area', 'hea')).toEqual(['health']);
  expect(await offered('models', 'pull', 'x', '--host', '')).toEqual(['ssh://pi']);
  expect(await offered('config', 'get', 'recall.l')).toEqual(['recall.limit']);
  expect(await offered('secret', 'get', '')).toEqual([]);
});
