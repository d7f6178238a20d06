/** What a remote that means harm, or a memu of tomorrow, may put into the vault. */
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {BareRepository} from '../../src/git/bare-repository.ts';
import type {NewFile, Oid} from '../../src/git/repository.ts';
import {exitCodes} from '../../src/ground/errors.ts';
import {newId} from '../../src/ground/ids.ts';
import {runProgram} from '../../src/ground/process.ts';
import {noteKind} from '../../src/notes/note.ts';
import {decodeRecord, encodeRecord} from '../../src/sync/records/codec.ts';
import type {VaultRecord} from '../../src/sync/records/record.ts';
import {encodeMarker} from '../../src/sync/vault/marker.ts';
import {entryPath, parseVaultPath} from '../../src/sync/vault/vault-path.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {type Device, device, kept} from './device.ts';

const record = (more: Partial<VaultRecord> = {}): VaultRecord => ({
  id: newId(),
  kind: 'note',
  stamp: '019ab00000000000-evil',
  fields: {title: 'from outside', state: 'active', created_at: '2026-01-01T00:00:00.000Z'},
  body: '',
  extra: {},
  turns: [],
  ...more,
});

/** A device with one note, and a way for someone else to commit to the same remote. */
async function meeting() {
  const remote = new MemoryRemote();
  const repository = new MemoryRepository(remote);
  const here = device({repository});
  const {id} = here.entries.create(noteKind, {title: 'mine', body: 'one\n'});
  await here.sync();
  const push = async (...files: (readonly [string, string | Buffer])[]): Promise<Oid> => {
    const other = new MemoryRepository(remote);
    const tip = (await other.fetch())!;
    const news: NewFile[] = files.map(([path, bytes]) => ({path, bytes: Buffer.from(bytes)}));
    const commit = await other.commit({parents: [tip], files: news, message: 'x', at: 9});
    await other.push(commit);
    return commit;
  };
  return {here, remote, id, push};
}

const titles = ({entries}: Device): string[] =>
  entries.select(noteKind, "WHERE e.state = 'active' ORDER BY e.title").map(({title}) => title);

const pathIn = async ({repository, state}: Device): Promise<string[]> =>
  (await Array.fromAsync(repository.diff(undefined, state.read().local))).map(({path}) => path);

describe('a hostile vault', () => {
  const evil = record();
  const bytes = encodeRecord(evil);
  test.each([
    '../../outside.md',
    '/etc/passwd',
    'notes/../../x.md',
    '.git/config',
    'notes/.git/hooks/x',
    '.gitattributes',
    '.gitmodules',
    'notes/-rf.md',
    'notes/aa/con.md',
    `notes/zz/${evil.id}.md`,
    `NOTES/${evil.id.slice(0, 2)}/${evil.id}.md`,
    `notes/${evil.id.slice(0, 2)}/${evil.id.toUpperCase()}.md`,
    `notes/${evil.id.slice(0, 2)}/${evil.id}.md/x`,
    'notes/aa/\u202eevil.md',
    'notes/aa/a\nb.md',
    'C:\\x.md',
    `notes/aa/${'x'.repeat(300)}.md`,
  ])('cannot pass a file at %j for an entry', async path => {
    expect(parseVaultPath(path)).toEqual({type: 'other'});
    const {here, push} = await meeting();
    await push([path, bytes]);
    expect(await here.sync()).toMatchObject({in: 0, out: 0, unreadable: []});
    expect(titles(here)).toEqual(['mine']);
    here.entries.create(noteKind, {title: 'next'});
    expect(await here.sync()).toMatchObject({out: 1});
    expect(await pathIn(here)).toContain(path);
  });

  test('cannot pass one entry for another', async () => {
    const {here, id, push} = await meeting();
    await push([entryPath('note', id), bytes], [entryPath('task', evil.id), bytes]);
    const {unreadable} = await here.sync();
    expect(unreadable).toHaveLength(2);
    expect(titles(here)).toEqual(['mine']);
  });

  test.each([
    ['binary', Buffer.from([0, 1, 2, 255])],
    ['an alias bomb', '---\na: &a [x]\nb: [*a, *a]\n---\n'],
    ['10 MB', Buffer.alloc(10 * 1024 * 1024, 'x')],
    ['nothing', ''],
    ['a merge left half-way', '<<<<<<< ours\n---\nid: x\n=======\n---\n>>>>>>> theirs\n'],
  ])(
    'with %s in a file leaves that file and its entry alone, until it is mended',
    async (_, content) => {
      const {here, id, push} = await meeting();
      const good = record();
      await push(
        [entryPath('note', id), content],
        [entryPath('note', good.id), encodeRecord(good)],
      );
      expect(await here.sync()).toMatchObject({in: 1, unreadable: [{path: entryPath('note', id)}]});
      here.entries.update(noteKind, id, {title: 'mine, edited'});
      await here.sync();
      expect(titles(here)).toEqual(['from outside', 'mine, edited']);
      const mended = {
        ...record({id}),
        fields: {title: 'mine', state: 'active'},
        body: 'one\ntwo\n',
      };
      await push([entryPath('note', id), encodeRecord(mended)]);
      expect((await here.sync()).unreadable).toEqual([]);
      expect(here.entries.get(id)).toMatchObject({title: 'mine, edited', body: 'one\ntwo\n'});
      const other = device({repository: new MemoryRepository((await remoteOf(here))!)});
      await other.sync();
      expect(kept(other)).toEqual(kept(here));
    },
  );

  test('a file put right with the same bytes is readable again, and what changed here meanwhile goes out', async () => {
    const {here, id, push} = await meeting();
    const path = entryPath('note', id);
    const whole = encodeRecord(here.rows.find([id]).get(id)!);
    await push([path, '']);
    expect((await here.sync()).unreadable).toHaveLength(1);
    here.entries.update(noteKind, id, {title: 'mine, edited'});
    expect(await here.sync()).toMatchObject({out: 0});
    await push([path, whole]);
    expect(await here.sync()).toMatchObject({unreadable: [], out: 1});
    const files = await here.repository.find(here.state.read().local!, [path]);
    for await (const {bytes} of here.repository.read([files.get(path)!.oid], 1e6))
      expect(String(bytes)).toContain('mine, edited');
  });

  test('what a newer memu may know is looked at again after an update', async () => {
    const {here, push} = await meeting();
    const odd = record({
      kind: 'conflict',
      fields: {entry: newId(), entry_kind: 'note', field: 'due', values: ['a', 'b']},
    });
    await push([entryPath('conflict', odd.id), encodeRecord(odd)]);
    const {unreadable} = await here.sync();
    expect(unreadable[0]!.problem).toContain('due');
    // As if this memu were the one that knows: what was held is taken as soon as another version looks.
    const {accepts} = here.rows;
    here.rows.accepts = () => ({problem: undefined});
    expect((await here.sync()).unreadable).toHaveLength(1);
    here.state.save({heldBy: '0.0.1'});
    expect((await here.sync()).unreadable).toEqual([]);
    here.rows.accepts = accepts;
  });

  test('a line that looks like a turn stays as it is in what is no conversation', () => {
    const body = '<!-- memu:turn {} -->\n\\<!-- memu:turn x\n';
    for (const kind of ['note', 'task', 'conversation']) {
      const decoded = decodeRecord(encodeRecord(record({kind, body})));
      expect('record' in decoded && decoded.record.body, kind).toBe(body);
    }
  });

  test('cannot bring values that this memu would not keep', async () => {
    const {here, push} = await meeting();
    const long = record({fields: {title: 'x'.repeat(5000)}});
    await push([entryPath('note', long.id), encodeRecord(long)]);
    const {unreadable} = await here.sync();
    expect(unreadable[0]!.problem).toContain('1000');
    expect(titles(here)).toEqual(['mine']);
  });

  test('full of links, submodules and programs gives none of them to anything', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memu-hostile-'));
    onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
    const remote = join(folder, 'remote');
    await runProgram({
      program: 'git',
      args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
    });
    const repository = await BareRepository.open({folder: join(folder, 'here'), remote});
    onTestFinished(() => repository.close());
    const here = device({repository});
    const {id} = here.entries.create(noteKind, {title: 'mine'});
    await here.sync();
    const git = async (input: string, ...args: string[]): Promise<string> => {
      const author = ['-c', 'user.name=x', '-c', 'user.email=x@x'];
      return String(
        (
          await runProgram({
            program: 'git',
            args: [...author, ...args],
            env: {GIT_DIR: remote, GIT_INDEX_FILE: join(folder, 'index')},
            input,
          })
        ).stdout,
      ).trim();
    };
    const target = await git('/etc/passwd', 'hash-object', '-w', '--stdin');
    await git('', 'read-tree', 'main');
    const path = entryPath('note', id);
    const fresh = entryPath('note', newId());
    await git(
      `120000 ${target}\t${path}\n100755 ${target}\t${fresh}\n160000 ${await git('', 'rev-parse', 'main')}\tnotes/module\n`,
      'update-index',
      '--index-info',
    );
    const tree = await git('', 'write-tree');
    const commit = await git('', 'commit-tree', tree, '-p', 'main', '-m', 'x');
    await git('', 'update-ref', 'refs/heads/main', commit);
    expect(await here.sync()).toMatchObject({in: 0});
    here.entries.update(noteKind, id, {title: 'still mine'});
    await here.sync();
    expect(titles(here)).toEqual(['still mine']);
    expect(readdirSync(folder).sort()).toEqual(['here', 'index', 'remote']);
  });
});

async function remoteOf({repository}: Device): Promise<MemoryRemote | undefined> {
  return repository instanceof MemoryRepository ? repository.remote : undefined;
}

describe('a vault of a newer memu', () => {
  const marker = async ({state}: Device, more: object) =>
    encodeMarker({
      vault: state.read().vault!,
      format: 2,
      minReader: 1,
      minWriter: 1,
      keyCheck: undefined,
      ...more,
    });

  test('that this one may not read changes nothing', async () => {
    const {here, push} = await meeting();
    await push(
      ['vault.yaml', await marker(here, {minReader: 2, minWriter: 2})],
      [entryPath('note', record().id), ''],
    );
    await expect(here.sync()).rejects.toMatchObject({exitCode: exitCodes.refused, reason: 'newer'});
    expect(titles(here)).toEqual(['mine']);
    expect(here.state.read().last?.error).toBe('refused');
  });

  test('that this one may only read is read, and what changes here waits', async () => {
    const {here, remote, push} = await meeting();
    const theirs = record();
    const tip = await push(
      ['vault.yaml', await marker(here, {minWriter: 2})],
      [entryPath('note', theirs.id), encodeRecord(theirs)],
    );
    here.entries.create(noteKind, {title: 'waits'});
    expect(await here.sync()).toMatchObject({isPullOnly: true, in: 1, out: 0});
    expect(remote.tip).toBe(tip);
    expect(titles(here)).toEqual(['from outside', 'mine', 'waits']);
  });

  test('keeps its kinds, its keys and its own marker through an older one', async () => {
    const {here, id, push} = await meeting();
    const tomorrow = `dreams/aa/${newId()}.md`;
    const text = encodeRecord({
      ...record({id}),
      fields: {title: 'mine', state: 'active'},
      body: 'one\n',
    })
      .toString()
      .replace('---\nid', '---\nmood:   {a: [1,  2]} # so\nid');
    await push(
      ['vault.yaml', await marker(here, {})],
      [tomorrow, 'a dream'],
      [entryPath('note', id), text],
    );
    await here.sync();
    here.entries.update(noteKind, id, {title: 'renamed'});
    await here.sync();
    const files = await here.repository.find(here.state.read().local!, [
      tomorrow,
      'vault.yaml',
      entryPath('note', id),
    ]);
    const texts: string[] = [];
    for await (const {bytes} of here.repository.read(
      [...files.values()].map(({oid}) => oid),
      1e6,
    ))
      texts.push(String(bytes));
    expect(texts[0]).toBe('a dream');
    expect(texts[1]).toContain('format: 2');
    expect(texts[2]).toContain('mood:   {a: [1,  2]} # so\n');
    expect(texts[2]).toContain('title: renamed\n');
  });
});

describe('a remote that is not what it was', () => {
  test('another vault under the same address is not mixed in', async () => {
    const {here, remote} = await meeting();
    const stranger = device({repository: new MemoryRepository(new MemoryRemote())});
    stranger.entries.create(noteKind, {title: 'of a stranger'});
    await stranger.sync();
    const theirs = (stranger.repository as MemoryRepository).remote;
    for (const [oid, commit] of theirs.commits) remote.commits.set(oid, commit);
    for (const [oid, blob] of theirs.blobs) remote.blobs.set(oid, blob);
    remote.tip = theirs.tip;
    await expect(here.sync()).rejects.toMatchObject({
      reason: 'other_vault',
      exitCode: exitCodes.refused,
    });
    expect(titles(here)).toEqual(['mine']);
    await expect(here.sync({isJoining: true})).rejects.toMatchObject({reason: 'other_vault'});
    await here.sync({isJoining: true, join: stranger.state.read().vault});
    expect(titles(here)).toEqual(['mine', 'of a stranger']);
  });

  test('an emptied one is not filled without a word, and nothing is deleted here', async () => {
    const {here, remote} = await meeting();
    remote.tip = undefined;
    await expect(here.sync()).rejects.toMatchObject({reason: 'emptied'});
    expect(titles(here)).toEqual(['mine']);
    await here.sync({isJoining: true});
    expect(remote.tip).toBeDefined();
  });

  test('files that are gone from it are put back, not deleted here', async () => {
    const {here, remote, id} = await meeting();
    const other = new MemoryRepository(remote);
    const tip = (await other.fetch())!;
    const gone = await other.commit({
      parents: [tip],
      files: [{path: entryPath('note', id), isGone: true}],
      message: 'x',
      at: 9,
    });
    await other.push(gone);
    await here.sync();
    expect(titles(here)).toEqual(['mine']);
    expect(await pathIn(here)).toContain(entryPath('note', id));
    expect(remote.tip).not.toBe(gone);
  });
});
