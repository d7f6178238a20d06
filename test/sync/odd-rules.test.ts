/** A task whose repetition cannot be expanded, wherever it comes from, ends its own series and nothing else. */
import {mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {newId} from '../../src/ground/ids.ts';
import {noteKind} from '../../src/notes/note.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {FolderMirror} from '../../src/sync/mirror/mirror.ts';
import {prepareMirror} from '../../src/sync/mirror/mirror-folder.ts';
import {encodeRecord} from '../../src/sync/records/codec.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {entryPath} from '../../src/sync/vault/vault-path.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {device} from './device.ts';
import {mergeLines} from './merge-lines.ts';

const oddRules = [
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;INTERVAL=99999999999',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=NEVER',
  'nonsense',
  'FREQ=WEEKLY;BYDAY=XX',
  'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
];

test('one that another device finished is named, and every other series goes on', async () => {
  const remote = new MemoryRemote();
  const here = device({repository: new MemoryRepository(remote)});
  await here.sync();
  const other = new MemoryRepository(remote);
  const finished = (recurrence: string, recur_from: string) => {
    const id = newId();
    const fields = {
      title: recurrence,
      status: 'completed',
      completed_at: '2026-11-21T10:00:00.000Z',
      due: '2026-11-20',
      recurrence,
      recur_from,
      series_id: id,
      occurrence: '2026-11-20',
      recur_zone: 'UTC',
    };
    const record = {
      id,
      kind: 'task',
      stamp: '019ab00000000000-b',
      fields,
      body: '',
      extra: {},
      turns: [],
    };
    return {path: entryPath('task', id), bytes: encodeRecord(record)};
  };
  const files = [...oddRules, 'FREQ=DAILY'].flatMap(rule => [
    finished(rule, 'schedule'),
    finished(rule, 'completion'),
  ]);
  const tip = (await other.fetch())!;
  await other.push(await other.commit({parents: [tip], files, message: 'x', at: 9}));
  const {unreadable} = await here.sync();
  for (const rule of oddRules)
    expect(unreadable.filter(({path}) => path.includes(rule)).length, rule).toBeGreaterThan(0);
  const open = here.entries.select(taskKind, "WHERE own.status = 'pending'");
  expect(open.map(({recurrence}) => recurrence)).toEqual(['FREQ=DAILY', 'FREQ=DAILY']);
  here.entries.create(noteKind, {title: 'next'});
  expect((await here.sync()).out).toBeGreaterThan(0);
  here.db.close();
});

test('one that is typed into a file is named and not taken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'memu-rules-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const mergeText = async (texts: Parameters<typeof mergeLines>[0]) => mergeLines(texts);
  const plain = device({repository: new MemoryRepository(new MemoryRemote()), mergeText});
  const mirror = new FolderMirror({...plain, folder, format: plainFormat, mergeText});
  const here = device({repository: plain.repository, mergeText, mirror, store: plain});
  await plain.sync();
  prepareMirror(folder, plain.state.read().vault!);
  mkdirSync(join(folder, 'tasks'));
  for (const [index, rule] of [...oddRules, 'FREQ=DAILY'].entries()) {
    const file = join(folder, 'tasks', `${index}.md`);
    writeFileSync(file, `---\nkind: task\nrecurrence: "${rule}"\ndue: 2026-11-20\n---\n`);
    utimesSync(file, 1, 1);
  }
  const {unreadable} = await here.sync();
  expect(unreadable.map(({path}) => path).sort()).toEqual(
    oddRules.map((_, at) => `tasks/${at}.md`),
  );
  expect(here.entries.select(taskKind, '').map(({title}) => title)).toEqual(['7']);
  here.db.close();
});
