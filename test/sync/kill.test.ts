/** `kill -9` at every step of a real sync, then another sync: as if nothing had happened. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {Memu} from '../../src/app/memu.ts';
import {runProgram} from '../../src/ground/process.ts';
import {ProgramFailedError} from '../../src/ground/program-errors.ts';
import {noteKind} from '../../src/notes/note.ts';
import {largestTransaction} from '../../src/sync/cycle/apply-remote.ts';
import {type SyncReport, type SyncStep, syncSteps} from '../../src/sync/state/sync-deps.ts';

const child = join(import.meta.dirname, 'fixtures/killed-child.ts');

interface Place {
  readonly env: {readonly MEMU_HOME: string};
  readonly memu: Memu;
  sync(): Promise<SyncReport>;
}

async function places(): Promise<[Place, Place]> {
  const folder = mkdtempSync(join(tmpdir(), 'memu-kill-'));
  const opened: Memu[] = [];
  onTestFinished(() => {
    for (const memu of opened) memu.close();
    rmSync(folder, {recursive: true, force: true});
  });
  const remote = join(folder, 'remote');
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
  });
  const place = async (name: string, aheadMs: number): Promise<Place> => {
    const env = {MEMU_HOME: join(folder, name)};
    const clock = {now: () => Date.now() + aheadMs, zone: 'UTC'};
    const memu = await Memu.open({env, clock});
    opened.push(memu);
    const sync = async () => (await memu.openSync()).run();
    return {env, memu, sync};
  };
  // Within one millisecond the devices' random ids would decide whose title is the later one.
  const both: [Place, Place] = [await place('a', 0), await place('b', 1000)];
  both[0].memu.notes.add({title: 'shared', body: 'one\ntwo\nthree\n'});
  for (const {memu} of both) await (await memu.openSync()).init({remote});
  return both;
}

async function kill({env}: Place, step: SyncStep): Promise<void> {
  const killed = await runProgram({
    program: process.execPath,
    args: [child, step],
    env,
    timeoutMs: 60_000,
  }).catch(error => error);
  expect(killed).toBeInstanceOf(ProgramFailedError);
  expect(killed.programSignal).toBe('SIGKILL');
}

/** Everything kept, the way a person would compare it. */
const keptBy = ({memu}: Place) => ({
  notes: memu.entries
    .select(noteKind, 'ORDER BY e.id')
    .map(({id, title, body, tags, state, stamp}) => ({id, title, body, tags, state, stamp})),
  conflicts: memu.db.all('SELECT id, entry, is_open, stamp FROM conflicts ORDER BY id'),
});

test.each(syncSteps.filter(step => step !== 'batch-kept'))(
  'killed at "%s"',
  async step => {
    const [a, b] = await places();
    const {id} = a.memu.entries.select(noteKind, '')[0]!;
    a.memu.entries.update(noteKind, id, {title: 'from a', body: 'ONE\ntwo\nthree\n'});
    b.memu.entries.update(noteKind, id, {title: 'from b', body: 'one\ntwo\nTHREE\n'});
    b.memu.notes.add({title: 'new from b'});
    a.memu.notes.add({title: 'new from a'});
    await b.sync();
    await kill(a, step);
    for (const place of [a, b, a, b]) await place.sync();
    expect(keptBy(a)).toEqual(keptBy(b));
    const {notes, conflicts} = keptBy(a);
    expect(notes.map(({title}) => title).sort()).toEqual(['from b', 'new from a', 'new from b']);
    expect(notes.find(note => note.id === id)!.body).toBe('ONE\ntwo\nTHREE\n');
    expect(conflicts).toHaveLength(1);
    for (const place of [a, b])
      expect(await place.sync()).toMatchObject({out: 0, in: 0, openConflicts: 1});
  },
  60_000,
);

test('killed between the batches of a large sync, the next run goes on', async () => {
  const [a, b] = await places();
  a.memu.operations.run('import', () => {
    for (let i = 0; i < largestTransaction + 200; i++)
      a.memu.entries.create(noteKind, {title: `n${i}`});
  });
  await a.sync();
  await kill(b, 'batch-kept');
  const halfway = b.memu.entries.select(noteKind, '').length;
  expect(halfway).toBeGreaterThan(1);
  expect(halfway).toBeLessThan(largestTransaction);
  // What arrived already may be edited before the rest comes.
  const first = b.memu.entries.select(
    noteKind,
    "WHERE e.title <> 'shared' ORDER BY e.id LIMIT 1",
  )[0]!;
  b.memu.entries.update(noteKind, first.id, {title: 'edited meanwhile'});
  expect(await b.sync()).toMatchObject({conflicts: 0, in: largestTransaction + 201 - halfway});
  await a.sync();
  expect(keptBy(a)).toEqual(keptBy(b));
  expect(a.memu.entries.get(first.id).title).toBe('edited meanwhile');
}, 120_000);
