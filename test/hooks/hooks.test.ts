import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Hooks} from '../../src/hooks/hooks.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {planning} from '../planner/planning.ts';
import {newFolder} from '../support/folder.ts';

/** A store, a folder for hooks, and what was told. */
function listening({timeoutMs = 20_000} = {}) {
  const store = planning();
  const folder = newFolder();
  const local = openDatabase({path: ':memory:', schema: 'local'});
  const told: string[] = [];
  const open = (db = store.db, entries = store.entries) =>
    new Hooks({db, local, entries, folder, timeoutMs, onProblem: text => told.push(text)});
  const log = join(folder, 'log');
  /** Writes its event and the title that it was given; then does what else it is told. */
  const hook = (name: string, {rest = '', mode = 0o755} = {}) => {
    const line = `sed -n 's/.*"title":"\\([^"]*\\)".*/\\1/p'`;
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho "$MEMU_EVENT $(${line})" >> '${log}'\n${rest}\n`);
    chmodSync(path, mode);
  };
  const ran = (): string[] =>
    existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return {...store, open, hook, ran, told, folder};
}

test('each event once, in its order, with what it is about', async () => {
  const {tasks, goals, entries, open, hook, ran, clock} = listening();
  for (const name of ['task.created', 'task.completed', 'task.removed', 'goal.achieved'])
    hook(name);
  await open().catchUp();
  const call = tasks.add({title: 'call mum'});
  const goal = goals.add({title: 'half marathon'});
  await tasks.complete([call.id]);
  goals.complete(goal.id);
  clock.advance(1_000);
  entries.trash(tasks.add({title: 'oops'}).id);
  await open().catchUp();
  await open().catchUp();
  expect(ran()).toEqual([
    'task.created call mum',
    'task.completed call mum',
    'goal.achieved half marathon',
    'task.created oops',
    'task.removed oops',
  ]);
});

test('two runs at a time share the events, and none happens twice', async () => {
  const {tasks, open, hook, ran} = listening();
  hook('task.created');
  await open().catchUp();
  for (let n = 0; n < 12; n += 1) tasks.add({title: `task ${n}`});
  await Promise.all([open().catchUp(), open().catchUp()]);
  await open().catchUp();
  expect(new Set(ran()).size).toBe(12);
  expect(ran()).toHaveLength(12);
});

test('a program that fails is named without its escapes, and the others go on', async () => {
  const {tasks, open, hook, ran, told} = listening();
  hook('task.created', {rest: `printf '\\033[31mno\\033]0;x\\007 way\\n' >&2; exit 3`});
  await open().catchUp();
  tasks.add({title: 'one'});
  tasks.add({title: 'two'});
  await open().catchUp();
  expect(ran()).toEqual(['task.created one', 'task.created two']);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^hook task\.created: .*failed \(exit 3\)/);
  expect(told[0]).not.toMatch(/[\u0007\u001b]/);
});

test('a program that hangs is stopped and spared the rest, which is said; later ones run again', async () => {
  const {tasks, open, hook, ran, told} = listening({timeoutMs: 300});
  hook('task.created', {rest: 'sleep 600'});
  await open().catchUp();
  for (const title of ['one', 'two', 'three']) tasks.add({title});
  await open().catchUp();
  expect(ran()).toEqual(['task.created one']);
  expect(told).toEqual([
    expect.stringContaining('did not finish within 300 ms'),
    'hook task.created was not run for 2 more events',
  ]);
  hook('task.created');
  tasks.add({title: 'four'});
  await open().catchUp();
  expect(ran()).toEqual(['task.created one', 'task.created four']);
});

test('a file that may not be run, or that others may write, is named once and left alone', async () => {
  const {tasks, open, hook, ran, told} = listening();
  hook('task.created', {mode: 0o644});
  hook('task.completed', {mode: 0o777});
  await open().catchUp();
  const ids = ['one', 'two'].map(title => tasks.add({title}).id);
  await tasks.complete(ids);
  await open().catchUp();
  expect(ran()).toEqual([]);
  expect(told).toEqual([
    expect.stringMatching(/task\.created is not run: .*chmod u\+x/),
    expect.stringMatching(/task\.completed is not run: .*chmod go-w/),
  ]);
});

test('after a database of an earlier day came back, what it holds is no news', async () => {
  const {tasks, open, hook, ran} = listening();
  hook('task.created');
  await open().catchUp();
  tasks.add({title: 'before'});
  await open().catchUp();
  const older = planning();
  older.tasks.add({title: 'long ago'});
  const restored = () => open(older.db, older.entries);
  await restored().catchUp();
  older.tasks.add({title: 'after'});
  await restored().catchUp();
  expect(ran()).toEqual(['task.created before', 'task.created after']);
});
