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

test('nothing that was written into an entry becomes an option or a line of its own', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://me:s3cret@127.0.0.1:9'});
  await home.pipe('first\n--all\n\u001b[2J--yes\t--purge\n', 'memory', 'add', '-');
  await home.memu('note', 'add', 'words', '--title', '--all');
  await home.memu('note', 'add', 'words', '--title', '-rf', '--tag', 'x');
  await home.memu('note', 'add', 'words', '--title', 'Shop\u00adping list');
  for (const words of [
    ['memory', 'show', ''],
    ['note', 'show', ''],
    ['note', 'show', 'Shop'],
    ['attach', ''],
  ]) {
    const {out} = await home.memu('complete', '--', ...words);
    const lines = out.split('\n').filter(line => line !== '');
    for (const line of lines) expect(line).toMatch(/^[0-9a-f]{8}\t[a-z]+: /);
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u00ad]/);
  }
  for (const typed of ['-', '--', '--a'])
    expect((await home.memu('complete', '--', 'note', 'show', typed)).out).not.toMatch(/^--all/m);
  expect((await home.memu('complete', '--', 'chat', '--host', '')).out).not.toContain('s3cret');
});
