/** Clocks that are wrong by decades: they win no merge for ever, and both devices are told. */
import {expect, test} from 'vitest';
import {noteKind} from '../../src/notes/note.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {type Device, device, kept} from './device.ts';

const year = 365.25 * 24 * 60 * 60 * 1000;

function pair(): {a: Device; b: Device} {
  const remote = new MemoryRemote();
  const [a, b] = [0, 1].map(() => device({repository: new MemoryRepository(remote)}));
  return {a: a!, b: b!};
}

const titleOf = ({entries}: Device, id: string): string => entries.get(id).title;

test.each([74, 974, 9000])(
  'a clock %i years ahead is noticed on both devices, and healed',
  async years => {
    const {a, b} = pair();
    const {id} = a.entries.create(noteKind, {title: 'first'});
    for (const each of [a, b]) await each.sync();
    a.clock.advance(years * year);
    a.entries.update(noteKind, id, {title: 'from the future'});
    await a.sync();
    expect(await b.sync()).toMatchObject({in: 1, putRight: 1});
    expect(await a.sync()).toMatchObject({wasPutRight: 1});
    expect(await b.sync()).toMatchObject({in: 0, out: 0, putRight: 0});
    expect(kept(a)).toEqual(kept(b));
    // The clock is set right; whoever edits later wins, on both devices.
    a.clock.advance(-years * year + 60_000);
    b.clock.advance(120_000);
    a.entries.update(noteKind, id, {title: 'earlier'});
    b.clock.advance(60_000);
    b.entries.update(noteKind, id, {title: 'later'});
    for (const each of [a, b, a, b]) await each.sync();
    expect([titleOf(a, id), titleOf(b, id)]).toEqual(['later', 'later']);
    expect(a.state.countOpenConflicts()).toBe(1);
    expect(kept(a)).toEqual(kept(b));
    for (const each of [a, b]) expect(await each.sync()).toMatchObject({in: 0, out: 0});
  },
);

test('what was written while the clock was ahead and never synced is put right before it goes out', async () => {
  const {a, b} = pair();
  a.clock.advance(74 * year);
  const {id} = a.entries.create(noteKind, {title: 'alone'});
  a.clock.advance(-74 * year);
  expect(await a.sync()).toMatchObject({putRight: 1, out: 2});
  expect(await b.sync()).toMatchObject({in: 1, putRight: 0});
  b.clock.advance(60_000);
  b.entries.update(noteKind, id, {title: 'later'});
  for (const each of [b, a]) await each.sync();
  expect(titleOf(a, id)).toBe('later');
});

test('a clock that was never set heals nothing', async () => {
  const {a, b} = pair();
  a.entries.create(noteKind, {title: 'right'});
  await a.sync();
  b.clock.advance(-56 * year);
  expect(await b.sync()).toMatchObject({in: 1, putRight: 0});
});

test('a clock at its end still writes', async () => {
  const {a} = pair();
  a.clock.advance(8_800 * year);
  const {id} = a.entries.create(noteKind, {title: 'one'});
  a.clock.advance(8_800 * year);
  for (let count = 0; count < 3; count++) a.entries.update(noteKind, id, {title: `two ${count}`});
  expect(await a.sync()).toMatchObject({out: 2});
});
