import {describe, expect, test} from 'vitest';
import {noteKind} from '../../src/notes/note.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {type Device, device, Killed, kept, vaultOf} from './device.ts';

function devices(count: number): {remote: MemoryRemote; all: Device[]} {
  const remote = new MemoryRemote();
  return {
    remote,
    all: Array.from({length: count}, () => device({repository: new MemoryRepository(remote)})),
  };
}

const note = ({entries}: Device, title: string, body = '') =>
  entries.create(noteKind, {title, body});

describe('two devices', () => {
  test('see each other’s notes after each has synced', async () => {
    const {all} = devices(2);
    const [a, b] = all as [Device, Device];
    const milk = note(a, 'milk');
    note(b, 'bread');
    expect(await a.sync()).toMatchObject({out: 2, in: 0});
    expect(await b.sync()).toMatchObject({out: 1, in: 1});
    expect(await a.sync()).toMatchObject({out: 0, in: 1});
    expect(kept(a)).toEqual(kept(b));
    expect(b.entries.get(milk.id).title).toBe('milk');
    expect(await vaultOf(a)).toBe(await vaultOf(b));
  });

  test('have nothing to do when nothing changed', async () => {
    const {all, remote} = devices(2);
    const [a, b] = all as [Device, Device];
    note(a, 'milk');
    for (const each of [a, b, a, b]) await each.sync();
    const tip = remote.tip;
    expect(await a.sync()).toMatchObject({out: 0, in: 0});
    expect(await b.sync()).toMatchObject({out: 0, in: 0});
    expect(remote.tip).toBe(tip);
  });

  test('that edited different fields of a note have both edits, and one conflict where the field was one', async () => {
    const {all} = devices(2);
    const [a, b] = all as [Device, Device];
    const {id} = note(a, 'milk', 'one\ntwo\n');
    for (const each of [a, b]) await each.sync();
    a.entries.update(noteKind, id, {title: 'oat milk', pinned: true});
    b.entries.update(noteKind, id, {title: 'soy milk', body: 'one\n2\n'});
    await a.sync();
    expect(await b.sync()).toMatchObject({conflicts: 1, openConflicts: 1});
    expect(await a.sync()).toMatchObject({conflicts: 0, openConflicts: 1});
    expect(kept(a)).toEqual(kept(b));
    expect(a.entries.get(id)).toMatchObject({body: 'one\n2\n', pinned: true});
  });
});

test('a long export that was interrupted goes on after the last commit, and tells how far it is', async () => {
  const repository = new MemoryRepository(new MemoryRemote());
  const here = device({repository, largestCommit: 20});
  for (let i = 0; i < 50; i++) note(here, `note ${i}`);
  await expect(here.sync({}, 'export-noted')).rejects.toBeInstanceOf(Killed);
  const files = await vaultOf(here);
  expect(files.split('\n')).toHaveLength(20 + 1);
  const progress: string[] = [];
  const onProgress = (_: string, done: number, total?: number) =>
    progress.push(`${done} of ${total}`);
  expect(await here.sync({onProgress})).toMatchObject({out: 51});
  expect(progress).toContain('30 of 30');
  const other = device({repository: new MemoryRepository(repository.remote)});
  await other.sync();
  expect(kept(other)).toEqual(kept(here));
});
