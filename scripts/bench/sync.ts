/**
 * What a sync costs at a given number of entries, against a bare repository on this disk.
 *
 *     node scripts/bench/sync.ts [--entries 100000] [--encrypt] [--json]
 *
 * First export, a sync with nothing to do, one with ten changes, ten changes that come in, and a
 * clone, each in a process of its own as `memu` runs it; seconds and the largest resident memory.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {Memu} from '../../src/app/memu.ts';
import {noteKind} from '../../src/notes/note.ts';
import {lifeEntries} from './life.ts';

const {values} = parseArgs({
  options: {
    entries: {type: 'string', default: '100000'},
    encrypt: {type: 'boolean', default: false},
    json: {type: 'boolean', default: false},
  },
});

interface Measured {
  readonly seconds: number;
  readonly memoryMb: number;
}

const folder = mkdtempSync(path.join(tmpdir(), 'memu-bench-sync-'));
try {
  const result = await measure(Number(values.entries));
  console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, undefined, 2));
} finally {
  rmSync(folder, {recursive: true, force: true});
}

async function measure(entries: number): Promise<Readonly<Record<string, Measured>>> {
  const remote = path.join(folder, 'remote.git');
  spawnSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  const [a, b] = [home('a'), home('b')];
  await fill(a, entries);
  const sealed = values.encrypt ? ['--encrypt'] : [];
  const firstExport = memu(a, 'sync', 'init', ...sealed, '--remote', remote);
  const nothing = memu(a, 'sync');
  await change(a);
  const tenOut = memu(a, 'sync');
  if (values.encrypt) memu(a, 'sync', 'key', 'add', publicKeyOf(b));
  const clone = memu(b, 'sync', 'clone', remote);
  await change(a);
  memu(a, 'sync');
  const tenIn = memu(b, 'sync');
  return {firstExport, nothing, tenOut, clone, tenIn};
}

function publicKeyOf(env: Record<string, string>): string {
  const program = path.join(import.meta.dirname, '../../commands/main.ts');
  const words = [program, 'sync', 'key', 'show'];
  return spawnSync(process.execPath, words, {
    env: {...process.env, ...env},
    encoding: 'utf8',
  }).stdout.trim();
}

function home(name: string): Record<string, string> {
  return {MEMU_HOME: path.join(folder, name)};
}

async function fill(env: Record<string, string>, entries: number): Promise<void> {
  const store = await Memu.open({env});
  const operation = store.operations.long('import');
  const life = lifeEntries({entries}).toArray();
  for (let start = 0; start < life.length; start += 1000) {
    operation.run(() => {
      for (const {kind, ...fields} of life.slice(start, start + 1000))
        store.entries.create(store.entries.kind(kind), fields as object);
    });
  }
  store.close();
}

async function change(env: Record<string, string>): Promise<void> {
  const store = await Memu.open({env});
  for (const {id, title} of store.entries.select(noteKind, 'ORDER BY e.id LIMIT 10')) {
    store.entries.update(noteKind, id, {title: `${title}!`});
  }
  store.close();
}

function memu(env: Record<string, string>, ...words: string[]): Measured {
  const program = path.join(import.meta.dirname, '../../commands/main.ts');
  const began = performance.now();
  const {status, stderr} = spawnSync(
    '/usr/bin/env',
    ['time', '-f', '%M', process.execPath, program, ...words],
    {env: {...process.env, ...env}, encoding: 'utf8'},
  );
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`memu ${words.join(' ')} left with ${status}: ${stderr}`);
  const kb = Number(stderr.trim().split('\n').at(-1));
  return {seconds: Math.round(seconds * 100) / 100, memoryMb: Math.round(kb / 1024)};
}
