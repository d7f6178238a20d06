import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Memu} from '../../src/app/memu.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {newHome} from '../support/command-line.ts';

const canary = 'zwitscherbird';

/** Files below a folder in which the canary's bytes lie. */
const filesWith = (folder: string, word: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => readFileSync(file).includes(word));

describe('after memu trash purge', () => {
  test('the words are gone from every file', async () => {
    const home = newHome();
    await home.memu('note', 'add', `the ${canary} sings`, '--tag', canary);
    await home.memu('note', 'edit', '@last', '--append', `${canary} again`);
    await home.memu('memory', 'add', `about the ${canary}`);
    await home.pipe(`{"text":"a ${canary} said","session":"s"}`, 'memory', 'import', '-');
    for (let index = 0; index < 20; index++) await home.memu('note', 'add', `other ${index}`);
    expect((await home.memu('recall', canary)).out).toContain(canary);
    for (const {id} of await home.json<{id: string}[]>('recall', canary, '--kind', 'note')) {
      await home.memu('note', 'rm', id);
    }
    const [memory] = await home.json<{id: string}[]>('memory', 'list');
    await home.memu('memory', 'rm', memory!.id);
    expect(filesWith(home.path, canary)).not.toEqual([]);
    await home.memu(
      'undo',
      (await home.json<{command: string; id: string}[]>('log')).find(
        operation => operation.command === 'memory import',
      )!.id,
    );
    expect(await home.memu('trash', 'purge', '--all', '--yes')).toMatchObject({code: 0});
    expect(filesWith(home.path, canary)).toEqual([]);
    expect(await home.json('recall', canary)).toEqual([]);
  });

  test.each(['text', 'vectors'] as const)(
    'also when another process was writing %s.db at that moment: then the next command finishes',
    async schema => {
      const home = newHome();
      await home.memu('note', 'add', `the ${canary} sings`);
      await home.memu('recall', canary);
      const writer = openDatabase({path: join(home.path, 'data', `${schema}.db`), schema});
      await home.memu('note', 'rm', '@last');
      writer.exec('BEGIN IMMEDIATE');
      expect(await home.memu('trash', 'purge', '--all', '--yes')).toMatchObject({code: 3});
      writer.exec('ROLLBACK');
      writer.close();
      await home.memu('note', 'list');
      expect(filesWith(home.path, canary)).toEqual([]);
    },
  );

  test('while a reader holds old pages it says so, and the next command finishes', async () => {
    const home = newHome();
    await home.memu('note', 'add', `the ${canary} sings`);
    const reader = openDatabase({path: join(home.path, 'data', 'memu.db'), schema: 'memu'});
    await home.memu('note', 'rm', '@last');
    reader.exec('BEGIN');
    reader.value('SELECT count(*) FROM entries');
    const purge = await home.memu('trash', 'purge', '--all', '--yes');
    expect(purge).toMatchObject({code: 3});
    expect(purge.err).toContain('another memu still has old pages open');
    reader.exec('ROLLBACK');
    reader.close();
    await home.memu('note', 'list');
    expect(filesWith(home.path, canary)).toEqual([]);
  });

  test('what left the trash while the question stood stays whole, in the feed too', async () => {
    const home = newHome();
    const {id} = await home.json<{id: string}>('note', 'add', `the ${canary} sings`);
    const memu = await Memu.open({env: {MEMU_HOME: home.path}});
    try {
      expect((await memu.openPurge()).run([id])).toMatchObject({entries: 0, turns: 0});
      const {op} = memu.db.get<{op: string}>('SELECT op FROM changes WHERE id = ?', [id])!;
      expect(op).toBe('saved');
    } finally {
      memu.close();
    }
    expect((await home.memu('recall', canary)).out).toContain(canary);
  });
});
