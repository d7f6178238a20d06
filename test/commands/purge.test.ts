import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {Memu} from '../../src/app/memu.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';

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

describe('words of what is purged', () => {
  const word = (n: number): string => `zwitscher${String.fromCharCode(97 + (n % 26))}${n}vogel`;

  test('two hundred of them are gone from every place that a text can get to', async () => {
    const temporary = newFolder();
    const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9', TMPDIR: temporary});
    const mirror = join(newFolder(), 'mirror');
    const remote = join(newFolder(), 'remote.git');
    execFileSync('git', ['init', '--bare', '--quiet', remote]);
    const attached = join(newFolder(), 'file.txt');
    const words = Array.from({length: 200}, (_, n) => word(n));
    const kinds = ['note', 'memory', 'task', 'goal'] as const;
    const byKind = kinds.map((kind, at) => ({kind, own: words.slice(at * 50, at * 50 + 50)}));
    for (const {kind, own} of byKind) {
      const lines = own.map(one => `${kind}: the ${one} sings`);
      for (const line of lines) await home.memu('add', line);
    }
    const [first = '', second = '', third = ''] = words;
    writeFileSync(attached, `a file about ${first}`);
    const [note] = await home.json<{id: string}[]>('recall', first, '--kind', 'note');
    await home.memu('attach', note!.id, attached);
    await home.memu('note', 'edit', note!.id, '--append', `more of ${first}`);
    // Quoted, asked about, and cited.
    for (const one of [first, second, third]) await home.memu('chat', `what about the ${one}?`);
    await home.memu('sync', 'init', '--remote', remote, '--mirror', mirror);
    const data = join(home.path, 'data');
    copyFileSync(join(data, 'memu.db'), join(data, 'memu.db.damaged-2026-11-30T10-00-00.000Z'));
    writeFileSync(join(data, 'attachments', 'incoming-0000'), `half of ${first}`);
    for (const [name, text] of [
      ['memu-edit-aaaa', `a draft: the ${second} sings`],
      ['memu-edit-bbbb', 'a draft of something else'],
    ] as const) {
      mkdirSync(join(temporary, name));
      writeFileSync(join(temporary, name, 'note.md'), text);
    }
    const everywhere = (one: string) =>
      [home.path, temporary, mirror].flatMap(folder => filesWith(folder, one));
    expect(everywhere(first).length).toBeGreaterThan(3);

    for (const {kind} of byKind) {
      const found = await home.json<{id: string}[]>(kind, 'list', '--limit', '0');
      await home.memu(kind, 'rm', ...found.map(({id}) => id));
    }
    const purge = await home.memu('trash', 'purge', '--all', '--yes');
    expect(purge.code).toBe(0);
    expect(purge.err).toContain('databases that a repair put aside (1)');
    expect(purge.err).toContain('files of the mirror');
    const left = words.flatMap(one => everywhere(one)).filter(file => !file.includes('vault.git'));
    expect(left).toEqual([]);
    expect(await home.json('recall', first)).toEqual([]);
    expect(filesWith(temporary, 'something else')).toHaveLength(1);
    // The next sync takes the missing files for nothing, and brings nothing back.
    expect((await home.memu('sync')).code).toBe(0);
    expect(words.flatMap(one => filesWith(mirror, one))).toEqual([]);
  }, 180_000);

  test('an answer that rests on it goes whole; a sentence of one’s own stays, and is named', async () => {
    const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
    await home.memu('memory', 'add', 'Petronella keeps zwitscherbirds in Kassel');
    await home.memu('chat', 'what does Petronella keep?');
    const dream = {text: 'I dreamt of zwitscherbirds last night', session: 'dreams'};
    await home.pipe(JSON.stringify(dream), 'memory', 'import', '-');
    const [memory] = await home.json<{id: string}[]>('memory', 'list');
    await home.memu('memory', 'rm', memory!.id);
    const purged = await home.json<{redacted: number; mentions: string[]}>(
      ...['trash', 'purge', '--all', '--yes'],
    );
    expect(purged.redacted).toBeGreaterThan(0);
    const all = await home.json<{id: string}[]>('conversation', 'list');
    const said = await Promise.all(
      all.map(({id}) => home.json<{said: {text: string}[]}>('conversation', 'show', id)),
    );
    const texts = said.flatMap(one => one.said.map(({text}) => text)).join('\n');
    expect(texts).not.toContain('Kassel');
    expect(texts).toContain('it rested on what was purged');
    expect(texts).toContain('I dreamt of zwitscherbirds last night');
    expect(purged.mentions).toHaveLength(1);
  });

  test('another device takes them out of its conversations with the next sync', async () => {
    const env = {MEMU_LLM_HOSTS: 'http://127.0.0.1:9'};
    const [one, two] = [newHome(env), newHome(env)];
    const remote = join(newFolder(), 'remote.git');
    execFileSync('git', ['init', '--bare', '--quiet', remote]);
    await one.memu('memory', 'add', 'Petronella keeps zwitscherbirds in Kassel');
    await one.memu('sync', 'init', '--remote', remote);
    await two.memu('sync', 'clone', remote);
    await two.memu('chat', 'what does Petronella keep?');
    await two.memu('sync');
    await one.memu('sync');
    expect(filesWith(two.path, 'zwitscherbirds').length).toBeGreaterThan(0);
    const [memory] = await one.json<{id: string}[]>('memory', 'list');
    await one.memu('memory', 'rm', memory!.id);
    await one.memu('trash', 'purge', '--all', '--yes');
    for (const home of [one, two, one, two]) expect((await home.memu('sync')).code).toBe(0);
    for (const home of [one, two]) {
      const left = filesWith(home.path, 'zwitscherbirds').filter(
        file => !file.includes('vault.git'),
      );
      expect(left).toEqual([]);
    }
  });

  test('of a conversation that is purged no memory keeps the quote', async () => {
    const home = newHome();
    await home.pipe('{"text":"the zwitscherbird sang","session":"s"}', 'memory', 'import', '-');
    const memu = await Memu.open({env: {MEMU_HOME: home.path}});
    const [conversation] = memu.conversations.newest(1);
    const [turn] = memu.conversations.turns(conversation!);
    memu.memories.add({
      body: 'A bird sang',
      source: {kind: 'conversation', id: turn!.id, quote: turn!.text},
    });
    memu.close();
    await home.memu('conversation', 'rm', conversation!.id);
    await home.memu('trash', 'purge', '--all', '--yes');
    expect(filesWith(home.path, 'zwitscherbird')).toEqual([]);
    expect(await home.json('memory', 'list')).toMatchObject([{source: {quote: null}}]);
  });
});

test('a conversation can be listed, shown with its turns, written out, taken in and removed', async () => {
  const home = newHome();
  const lines = [
    '{"text":"hello","session":"s","role":"user"}',
    '{"text":"hi","session":"s","role":"assistant","speaker":"memu"}',
  ];
  await home.pipe(lines.join('\n'), 'memory', 'import', '-');
  const [one] = await home.json<{id: string; turns: number}[]>('conversation', 'list');
  expect(one?.turns).toBe(2);
  const shown = await home.memu('conversation', 'show', one!.id);
  expect(shown.out).toMatch(/user\n {2}hello\n[\s\S]*memu\n {2}hi/);
  const {out} = await home.memu('conversation', 'export', one!.id);
  const other = newHome();
  await other.pipe(out, 'memory', 'import', '-');
  const [copy] = await other.json<{id: string}[]>('conversation', 'list');
  const back = await other.json<{said: {text: string; role: string}[]}>(
    'conversation',
    'show',
    copy!.id,
  );
  expect(back.said.map(({text, role}) => [role, text])).toEqual([
    ['user', 'hello'],
    ['assistant', 'hi'],
  ]);
  await home.memu('conversation', 'rm', one!.id);
  expect(await home.json('conversation', 'list')).toEqual([]);
  await home.memu('undo');
  expect(await home.json('conversation', 'list')).toHaveLength(1);
});
