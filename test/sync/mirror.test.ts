import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {mergeText} from '../../src/git/merge-text.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {FolderMirror} from '../../src/sync/mirror/mirror.ts';
import {fileStem} from '../../src/sync/mirror/mirror-file.ts';
import {mirrorMarker, prepareMirror} from '../../src/sync/mirror/mirror-folder.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {device} from './device.ts';

async function mirrored() {
  const folder = mkdtempSync(join(tmpdir(), 'memu-mirror-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const remote = new MemoryRemote();
  const repository = new MemoryRepository(remote);
  const plain = device({repository, mergeText});
  const mirror = new FolderMirror({...plain, folder, format: plainFormat, mergeText});
  const here = device({repository, mergeText, mirror, store: plain});
  await plain.sync();
  prepareMirror(folder, plain.state.read().vault!);
  const file = (path: string): string => join(folder, path);
  return {
    ...here,
    folder,
    remote,
    other: device({repository: new MemoryRepository(remote), mergeText}),
    file,
    read: (path: string): string => readFileSync(file(path), 'utf8'),
    /** As an editor saves, some time ago. */
    save: (path: string, text: string): void => {
      mkdirSync(dirname(file(path)), {recursive: true});
      writeFileSync(file(path), text);
      utimesSync(file(path), 1, 1);
    },
    files: (): string[] =>
      (readdirSync(folder, {recursive: true}) as string[])
        .filter(name => name.endsWith('.md'))
        .sort(),
  };
}

describe('the mirror', () => {
  test('shows entries under readable names, with links as Obsidian writes them', async () => {
    const {entries, sync, files, read} = await mirrored();
    const boiler = entries.create(noteKind, {
      title: 'Boiler service',
      body: 'Call *Anna*.\n',
      tags: ['home'],
    });
    entries.create(noteKind, {title: 'Winter', links: [boiler.id]});
    entries.create(memoryKind, {body: 'likes tea: green', created_at: '2024-05-01T00:00:00.000Z'});
    const gone = entries.create(noteKind, {title: 'Old'});
    entries.trash(gone.id);
    await sync();
    expect(files()).toEqual([
      'memories/2024/likes tea green.md',
      'notes/Boiler service.md',
      'notes/Winter.md',
    ]);
    expect(read('notes/Boiler service.md')).toBe(`---
id: ${boiler.id}
kind: note
created_at: ${boiler.created_at}
tags:
  - home
---
Call *Anna*.
`);
    await sync();
    expect(read('notes/Winter.md')).toContain('links:\n  - "[[notes/Boiler service]]"\n');
  });

  test('an edit by hand comes back, and one elsewhere at the same time is merged with it', async () => {
    const {entries, sync, read, save, other} = await mirrored();
    const {id} = entries.create(noteKind, {title: 'List', body: 'one\ntwo\nthree\n'});
    await sync();
    await other.sync();
    other.entries.update(noteKind, id, {body: 'one\ntwo\nTHREE\n'});
    await other.sync();
    save(
      'notes/List.md',
      read('notes/List.md').replace('one', 'ONE').replace('---\n', '---\nmood: good\n'),
    );
    await sync();
    expect(entries.get(id)).toMatchObject({body: 'ONE\ntwo\nTHREE\n', extra: 'mood: good\n'});
    expect(read('notes/List.md')).toContain('ONE\ntwo\nTHREE\n');
    expect(read('notes/List.md')).toContain('mood: good\n');
    await other.sync();
    expect(other.entries.get(id).body).toBe('ONE\ntwo\nTHREE\n');
  });

  test('a new file becomes an entry and keeps its place', async () => {
    const {entries, sync, read, save, files} = await mirrored();
    save('notes/garden/Roses.md', '---\ntags: [plants]\naliases: [Rosen]\n---\nCut in March.\r\n');
    save('tasks/Buy soil.md', 'two bags\n');
    await sync();
    expect(files()).toEqual(['notes/garden/Roses.md', 'tasks/Buy soil.md']);
    const roses = entries.select(noteKind, "WHERE e.title = 'Roses'")[0]!;
    expect(roses).toMatchObject({
      body: 'Cut in March.\r\n',
      tags: ['plants'],
      extra: 'aliases: [Rosen]\n',
    });
    expect(read('notes/garden/Roses.md')).toContain(`id: ${roses.id}\n`);
    expect(read('tasks/Buy soil.md')).toContain('kind: task\n');
    expect((await sync()).out).toBe(0);
  });

  test('a renamed file is a new title, a changed title a renamed file', async () => {
    const {entries, sync, file, files} = await mirrored();
    const {id} = entries.create(noteKind, {title: 'Draft'});
    await sync();
    renameSync(file('notes/Draft.md'), file('notes/Final.md'));
    utimesSync(file('notes/Final.md'), 1, 1);
    await sync();
    expect(entries.get(id).title).toBe('Final');
    entries.update(noteKind, id, {title: 'Really final: v2'});
    await sync();
    expect(files()).toEqual(['notes/Really final v2.md']);
    expect(entries.get(id).title).toBe('Really final: v2');
    expect((await sync()).out).toBe(0);
  });

  test('a removed file is a deletion, many at once wait for a person', async () => {
    const {entries, sync, file, files} = await mirrored();
    for (let i = 0; i < 20; i++) entries.create(noteKind, {title: `note ${i}`});
    await sync();
    rmSync(file('notes/note 0.md'));
    await sync();
    expect(entries.select(noteKind, "WHERE e.state = 'trashed'")).toHaveLength(1);
    rmSync(file('notes'), {recursive: true});
    expect((await sync()).heldDeletes).toBe(19);
    expect(entries.select(noteKind, "WHERE e.state = 'trashed'")).toHaveLength(1);
    expect((await sync({acceptDeletes: 19})).heldDeletes).toBe(0);
    expect(entries.select(noteKind, "WHERE e.state = 'trashed'")).toHaveLength(20);
    expect(files()).toEqual([]);
  });

  test('an unmounted folder deletes nothing and nothing is written under it', async () => {
    const {entries, sync, folder, file} = await mirrored();
    entries.create(noteKind, {title: 'a'});
    await sync();
    rmSync(file(mirrorMarker));
    rmSync(file('notes'), {recursive: true});
    entries.create(noteKind, {title: 'b'});
    expect((await sync()).unreadable).toEqual([
      {path: folder, problem: expect.stringContaining('not there')},
    ]);
    expect(readdirSync(folder)).toEqual([]);
    expect(entries.select(noteKind, "WHERE e.state = 'active'")).toHaveLength(2);
    prepareMirror(folder, 'another vault');
    expect((await sync()).unreadable).toHaveLength(1);
  });

  test('a copied file is another entry', async () => {
    const {entries, sync, file} = await mirrored();
    const {id} = entries.create(noteKind, {title: 'Recipe', body: 'salt\n'});
    await sync();
    cpSync(file('notes/Recipe.md'), file('notes/Recipe 2.md'));
    utimesSync(file('notes/Recipe 2.md'), 1, 1);
    await sync();
    const notes = entries.select(noteKind, "WHERE e.state = 'active' ORDER BY e.title");
    expect(notes.map(({title, body}) => [title, body])).toEqual([
      ['Recipe', 'salt\n'],
      ['Recipe 2', 'salt\n'],
    ]);
    expect(notes[0]!.id).toBe(id);
  });

  test('a file that is just being written, or cannot be read, is left as it is', async () => {
    const {entries, sync, file, read, save} = await mirrored();
    const {id} = entries.create(noteKind, {title: 'Busy', body: 'old\n'});
    await sync();
    entries.update(noteKind, id, {body: 'from here\n'});
    writeFileSync(file('notes/Busy.md'), 'half');
    save('notes/Odd.md', '---\n&a [x\n---\n');
    const {unreadable} = await sync();
    expect(unreadable.map(({path}) => path)).toContain('notes/Odd.md');
    expect(read('notes/Busy.md')).toBe('half');
    expect(read('notes/Odd.md')).toBe('---\n&a [x\n---\n');
    expect(entries.get(id).body).toBe('from here\n');
  });

  test('names that differ in case, or in how Unicode is written, stay two entries', async () => {
    const {entries, sync, files, save} = await mirrored();
    for (const title of ['Tea', 'tea', 'Caf\u00e9', 'Cafe\u0301'])
      entries.create(noteKind, {title});
    save('notes/by hand/T.md', 'x');
    save('notes/by hand/t.md', 'y');
    await sync();
    expect(files()).toHaveLength(6);
    expect(new Set(files().map(name => name.normalize('NFC').toLowerCase())).size).toBe(5);
    expect(entries.select(noteKind, "WHERE e.state = 'active'")).toHaveLength(6);
  });

  test('links do not lead out of it', async () => {
    const {entries, sync, file} = await mirrored();
    const outside = mkdtempSync(join(tmpdir(), 'memu-outside-'));
    onTestFinished(() => rmSync(outside, {recursive: true, force: true}));
    writeFileSync(join(outside, 'secret.md'), 'secret');
    symlinkSync(outside, file('notes'));
    symlinkSync(join(outside, 'secret.md'), file('stolen.md'));
    entries.create(noteKind, {title: 'a'});
    await sync();
    expect(readdirSync(outside)).toEqual(['secret.md']);
    expect(entries.select(noteKind, '')).toHaveLength(1);
  });

  test('what was said in a conversation is shown and cannot be rewritten', async () => {
    const {conversations, sync, read, save} = await mirrored();
    const talk = conversations.begin({title: 'Talk'});
    conversations.append(talk, [{role: 'user', text: 'hello'}]);
    await sync();
    expect(read('conversations/Talk.md')).toContain('-->\nhello\n');
    save('conversations/Talk.md', read('conversations/Talk.md').replace('hello', 'goodbye'));
    const {unreadable} = await sync();
    expect(unreadable[0]!.problem).toContain('cannot be edited');
    expect(conversations.turns(talk).map(({text}) => text)).toEqual(['hello']);
    expect(existsSync(join('conversations/Talk.md'))).toBe(false);
  });
});

test.each([
  ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
  ['../../etc/passwd', 'etc passwd'],
  ['...', 'untitled'],
  ['CON', 'untitled'],
  ['com1.txt', 'untitled'],
  ['-rf', 'rf'],
  ['.git', 'git'],
  ['a\u202eb\u0007', 'a b'],
  ['x'.repeat(300), 'x'.repeat(80)],
  ['', 'untitled'],
])('the title %j makes the file name %j', (title, stem) => {
  expect(fileStem(title)).toBe(stem);
});
