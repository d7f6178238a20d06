/** An entry that memu.db refuses in a way that nobody foresaw stays out by itself, and its reason is told. */
import {expect, test} from 'vitest';
import {noteKind} from '../../src/notes/note.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {device} from './device.ts';

test('what the database refuses is held by name; everything else, and what it counted, is kept once', async () => {
  const remote = new MemoryRemote();
  const [a, b] = [0, 1].map(() => device({repository: new MemoryRepository(remote)}));
  const ids = ['one', 'odd', 'two'].map(title => a!.entries.create(noteKind, {title}).id);
  await a!.sync();
  b!.db.exec(
    "CREATE TRIGGER odd BEFORE INSERT ON entries WHEN NEW.title = 'odd' BEGIN SELECT RAISE(ABORT, 'not this one'); END",
  );
  const {in: taken, unreadable} = await b!.sync();
  expect(taken).toBe(2);
  expect(unreadable).toHaveLength(1);
  expect(unreadable[0]).toMatchObject({path: expect.stringContaining(ids[1]!)});
  expect(unreadable[0]!.problem).toContain('not this one');
  expect(b!.entries.find(ids[2]!)?.title).toBe('two');
  b!.entries.create(noteKind, {title: 'three'});
  expect(await b!.sync()).toMatchObject({out: 1});
  // The reason is gone, and with an update it is looked at again.
  b!.db.exec('DROP TRIGGER odd');
  b!.state.save({heldBy: '0.0.1'});
  expect(await b!.sync()).toMatchObject({in: 1, unreadable: []});
});

test('a full disk is no entry’s fault, and ends the sync', async () => {
  const remote = new MemoryRemote();
  const [a, b] = [0, 1].map(() => device({repository: new MemoryRepository(remote)}));
  a!.entries.create(noteKind, {title: 'one'});
  await a!.sync();
  const full = Object.assign(new Error('database or disk is full'), {code: 'SQLITE_FULL'});
  b!.rows.apply = () => {
    throw full;
  };
  await expect(b!.sync()).rejects.toThrow();
  expect(b!.state.held()).toEqual([]);
});
