/** What is missing from the mirror is a deletion only when nothing else can explain it; what is odd is one named problem. */
import {
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
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {mergeText} from '../../src/git/merge-text.ts';
import {noteKind} from '../../src/notes/note.ts';
import {FolderMirror} from '../../src/sync/mirror/mirror.ts';
import {fileStem} from '../../src/sync/mirror/mirror-file.ts';
import {mirrorMarker, prepareMirror} from '../../src/sync/mirror/mirror-folder.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {device} from './device.ts';

async function mirrored(...titles: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'memu-doubts-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const plain = device({repository: new MemoryRepository(new MemoryRemote()), mergeText});
  const mirror = new FolderMirror({...plain, folder, format: plainFormat, mergeText});
  const here = device({repository: plain.repository, mergeText, mirror, store: plain});
  await plain.sync();
  prepareMirror(folder, plain.state.read().vault!);
  const ids = titles.map(
    title => here.entries.create(noteKind, {title, body: `about ${title}\n`}).id,
  );
  await here.sync();
  const file = (path: string): string => join(folder, path);
  return {
    ...here,
    folder,
    ids,
    file,
    /** As somebody saved it long ago. */
    settle: (path: string): void => utimesSync(file(path), 1, 1),
    states: (): string[] => ids.map(id => here.entries.get(id).state),
    files: (): string[] => readdirSync(join(folder, 'notes')).sort(),
  };
}

describe('a renamed file is no deletion', () => {
  test('while somebody is still writing in it', async () => {
    const {sync, file, states, files, entries, ids, settle} = await mirrored('Milk', 'Bread');
    const text = readFileSync(file('notes/Milk.md'), 'utf8');
    rmSync(file('notes/Milk.md'));
    writeFileSync(file('notes/Oat milk.md'), `${text}more\n`);
    expect(await sync()).toMatchObject({heldDeletes: 0, unreadable: []});
    expect(states()).toEqual(['active', 'active']);
    expect(files()).toEqual(['Bread.md', 'Oat milk.md']);
    settle('notes/Oat milk.md');
    await sync();
    expect(entries.get(ids[0]!)).toMatchObject({title: 'Oat milk', body: 'about Milk\nmore\n'});
    expect(files()).toEqual(['Bread.md', 'Oat milk.md']);
  });

  test.each([
    ['with a front matter that is broken', (text: string) => text.replace('kind: note', 'kind: [')],
    ['with bytes that are no UTF-8', () => Buffer.from([0xff, 0xfe])],
  ])('%s: it is named, and nothing is trashed until it can be read', async (_, spoil) => {
    const {sync, file, states, entries, ids, settle} = await mirrored('Milk', 'Bread');
    const text = readFileSync(file('notes/Milk.md'), 'utf8');
    renameSync(file('notes/Milk.md'), file('notes/Oat milk.md'));
    writeFileSync(file('notes/Oat milk.md'), spoil(text));
    settle('notes/Oat milk.md');
    for (let round = 0; round < 2; round++) {
      const {unreadable} = await sync();
      expect(unreadable.map(({path}) => path)).toEqual(['notes/Oat milk.md']);
      expect(states()).toEqual(['active', 'active']);
    }
    writeFileSync(file('notes/Oat milk.md'), text);
    settle('notes/Oat milk.md');
    await sync();
    expect(entries.get(ids[0]!).title).toBe('Oat milk');
  });

  test('whose time lies ahead of the clock, which is read like any other', async () => {
    const {sync, file, entries, ids, files} = await mirrored('Milk');
    renameSync(file('notes/Milk.md'), file('notes/Oat milk.md'));
    const ahead = Date.now() / 1000 + 86_400;
    utimesSync(file('notes/Oat milk.md'), ahead, ahead);
    expect(await sync()).toMatchObject({unreadable: []});
    expect(entries.get(ids[0]!)).toMatchObject({title: 'Oat milk', state: 'active'});
    expect(files()).toEqual(['Oat milk.md']);
  });

  test('whose name is not UTF-8: it is named, and nothing else stops', async () => {
    const {sync, folder, file, states, entries} = await mirrored('Milk', 'Bread');
    const odd = Buffer.concat([
      Buffer.from(`${folder}/notes/`),
      Buffer.from([0xe4]),
      Buffer.from('.md'),
    ]);
    renameSync(file('notes/Milk.md'), odd);
    entries.create(noteKind, {title: 'Eggs'});
    const {unreadable, out} = await sync();
    expect(unreadable).toMatchObject([{problem: 'its name is not UTF-8'}]);
    expect(out).toBe(1);
    expect(states()).toEqual(['active', 'active']);
  });
});

describe('a folder that is not the one it was', () => {
  test('a link in the place of a folder trashes nothing', async () => {
    const {sync, file, states, folder} = await mirrored('Milk', 'Bread', 'Eggs');
    renameSync(file('notes'), `${folder}-away`);
    onTestFinished(() => rmSync(`${folder}-away`, {recursive: true}));
    symlinkSync(`${folder}-away`, file('notes'));
    const {heldDeletes, unreadable} = await sync();
    expect(heldDeletes).toBe(3);
    expect(unreadable.map(({path}) => path)).toContain('notes');
    expect(states()).toEqual(['active', 'active', 'active']);
    rmSync(file('notes'));
    renameSync(`${folder}-away`, file('notes'));
    expect(await sync()).toMatchObject({heldDeletes: 0, unreadable: []});
    mkdirSync(`${folder}-away`);
  });

  test.each(['', 'notes'])(
    'an empty one in the place of "%s" neither, until a person says so',
    async name => {
      const {sync, file, states, folder} = await mirrored('Milk', 'Bread');
      const marker = readFileSync(file(mirrorMarker));
      renameSync(join(folder, name), `${folder}-away`);
      onTestFinished(() => rmSync(`${folder}-away`, {recursive: true, force: true}));
      mkdirSync(join(folder, name));
      if (name === '') writeFileSync(file(mirrorMarker), marker);
      expect((await sync()).heldDeletes).toBe(2);
      expect(states()).toEqual(['active', 'active']);
      expect((await sync({acceptDeletes: 2})).heldDeletes).toBe(0);
      expect(states()).toEqual(['trashed', 'trashed']);
    },
  );

  test('one that was removed with all its files is a deletion', async () => {
    const {sync, file, states} = await mirrored('Milk', 'Bread');
    rmSync(file('notes'), {recursive: true});
    await sync();
    expect(states()).toEqual(['trashed', 'trashed']);
  });
});

describe('a change that says nothing new', () => {
  test.each([
    ['other ends of lines', (text: string) => text.replaceAll('\n', '\r\n')],
    ['quotes', (text: string) => text.replace('kind: note', 'kind: "note"')],
    ['another order of keys', (text: string) => text.replace(/^(id: .*)\n(kind: .*)$/m, '$2\n$1')],
  ])('such as %s does not freeze the file', async (_, change) => {
    const {sync, file, entries, ids, settle} = await mirrored('Milk');
    writeFileSync(file('notes/Milk.md'), change(readFileSync(file('notes/Milk.md'), 'utf8')));
    settle('notes/Milk.md');
    expect(await sync()).toMatchObject({out: 0, unreadable: []});
    expect(entries.get(ids[0]!).body).toBe('about Milk\n');
    entries.update(noteKind, ids[0]!, {body: 'from elsewhere\n'});
    await sync();
    expect(readFileSync(file('notes/Milk.md'), 'utf8')).toContain('from elsewhere');
  });

  test('an edit by an editor that ends lines its own way keeps the ends that were', async () => {
    const {sync, file, entries, ids, settle} = await mirrored('Milk');
    const text = `${readFileSync(file('notes/Milk.md'), 'utf8')}more\n`;
    writeFileSync(file('notes/Milk.md'), text.replaceAll('\n', '\r\n'));
    settle('notes/Milk.md');
    await sync();
    expect(entries.get(ids[0]!).body).toBe('about Milk\nmore\n');
  });
});

describe('one file that cannot be written', () => {
  test('because a folder has its name gets another name', async () => {
    const {sync, file, entries, files} = await mirrored('Milk');
    entries.create(noteKind, {title: 'Bread'});
    mkdirSync(file('notes/Bread.md'));
    await sync();
    expect(files()).toEqual(expect.arrayContaining(['Milk.md']));
    expect(files().some(name => /^Bread \(/.test(name))).toBe(true);
  });

  test('for its name is too long where the mirror lies is named, sync goes on, and the next one mends it', async () => {
    // A path may have 4,096 bytes, and the folder takes most of them.
    const top = mkdtempSync(join(tmpdir(), 'memu-deep-'));
    onTestFinished(() => rmSync(top, {recursive: true, force: true}));
    const folder = join(top, ...Array.from({length: 20}, () => 'x'.repeat(195)));
    const plain = device({repository: new MemoryRepository(new MemoryRemote()), mergeText});
    const mirror = new FolderMirror({...plain, folder, format: plainFormat, mergeText});
    const {sync, entries} = device({repository: plain.repository, mergeText, mirror, store: plain});
    await plain.sync();
    prepareMirror(folder, plain.state.read().vault!);
    const long = entries.create(noteKind, {title: '漢'.repeat(80)});
    entries.create(noteKind, {title: 'Bread'});
    for (let round = 0; round < 2; round++) {
      const {unreadable} = await sync();
      expect(unreadable).toMatchObject([{problem: 'its name is too long for this disk'}]);
      expect(readdirSync(join(folder, 'notes'))).toEqual(['Bread.md']);
    }
    entries.update(noteKind, long.id, {title: 'Milk'});
    expect(await sync()).toMatchObject({unreadable: []});
    expect(readdirSync(join(folder, 'notes')).sort()).toEqual(['Bread.md', 'Milk.md']);
  });
});

test.each([
  '😀'.repeat(80),
  '👨‍👩‍👧‍👦'.repeat(80),
  'ä'.repeat(300),
  '漢'.repeat(300),
  'e\u0301'.repeat(300),
])('a title of many bytes gives a name that a disk takes', async title => {
  const {files} = await mirrored(title, title, title);
  expect(files()).toHaveLength(3);
  for (const name of files()) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  expect(fileStem(title)).toBe(fileStem(title).toWellFormed());
});
