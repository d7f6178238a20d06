/** Earlier versions of files that somebody who may write to the remote puts there again. */
import {describe, expect, test} from 'vitest';
import {removeEntry} from '../../src/entries/remove-entry.ts';
import type {Oid} from '../../src/git/repository.ts';
import {noteKind} from '../../src/notes/note.ts';
import {newIdentity, sealedFormat} from '../../src/sync/encryption/encrypted-format.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {type Device, device, kept} from './device.ts';

const formats = [
  ['sealed', async () => sealedFormat(await newIdentity())],
  ['plain', async () => plainFormat],
] as const;

describe.each(formats)('an earlier version of a %s file', (_, formatOf) => {
  /** Two devices that agree, and a way to put back the files of an earlier commit. */
  async function agreeing() {
    const format = await formatOf();
    const remote = new MemoryRemote();
    const make = () => device({repository: new MemoryRepository(remote), format});
    const [a, b] = [make(), make()];
    const {id} = a.entries.create(noteKind, {title: 'first', body: 'one\n', tags: ['old']});
    const path = format.pathOf('note', id);
    await settled(a, b);
    const putBack = async (from: Oid): Promise<void> => {
      const other = new MemoryRepository(remote);
      const tip = (await other.fetch())!;
      const {oid} = (await other.find(from, [path])).get(path)!;
      const files = [{path, oid}];
      await other.push(await other.commit({parents: [tip], files, message: 'x', at: 9}));
    };
    return {a, b, id, remote, make, putBack};
  }

  test('rolls nothing back: the later one stays, and what differs is shown', async () => {
    const {a, b, id, remote, make, putBack} = await agreeing();
    const early = remote.tip!;
    a.entries.update(noteKind, id, {title: 'second', body: 'one\ntwo\n', tags: ['new']});
    await settled(a, b);
    await putBack(early);
    expect(await b.sync()).toMatchObject({unreadable: [], openConflicts: 2});
    await settled(a, b);
    for (const each of [a, b])
      expect(each.entries.get(id)).toMatchObject({title: 'second', body: 'one\ntwo\n'});
    const newcomer = make();
    await newcomer.sync();
    for (const each of [b, newcomer]) expect(kept(each)).toEqual(kept(a));
    for (const each of [a, b]) expect(await each.sync()).toMatchObject({out: 0, in: 0});
  });

  test('brings nothing back that was purged', async () => {
    const {a, b, id, remote, putBack} = await agreeing();
    a.entries.update(noteKind, id, {title: 'second'});
    await settled(a, b);
    const early = remote.tip!;
    a.entries.trash(id);
    a.operations.run('trash purge', () => removeEntry(a.db, a.entries.changes, id));
    await settled(a, b);
    await putBack(early);
    await settled(b, a);
    for (const each of [a, b]) expect(each.entries.find(id)).toBeUndefined();
    for (const each of [a, b]) expect(await each.sync()).toMatchObject({out: 0, in: 0});
  });

  test('of a thing in the trash is an edit against a deletion, and says so', async () => {
    const {a, b, id, remote, putBack} = await agreeing();
    a.entries.update(noteKind, id, {title: 'second'});
    await settled(a, b);
    const early = remote.tip!;
    a.entries.trash(id);
    await settled(a, b);
    await putBack(early);
    expect(await b.sync()).toMatchObject({returned: [id]});
    await settled(a, b);
    expect(kept(a)).toEqual(kept(b));
  });
});

/** All have met, and time goes on. */
async function settled(...devices: readonly Device[]): Promise<void> {
  for (const each of [...devices, ...devices]) {
    await each.sync();
    each.clock.advance(60_000);
  }
}
