/** A folder with a life of any size in it, filled through the import that a person would use. */
import {spawnSync} from 'node:child_process';
import {closeSync, mkdirSync, openSync, writeSync} from 'node:fs';
import path from 'node:path';
import {derivedId} from '../../src/ground/ids.ts';
import {lifeEntries} from './life.ts';

export interface HomeOptions {
  readonly folder: string;
  readonly entries: number;
  /** The program and its first words: a binary, or node and a file. */
  readonly program: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

/** Imports a life and indexes it, as after a day; returns the seconds of both. */
export function fillHome({folder, entries, program, env}: HomeOptions): {
  readonly importSeconds: number;
  readonly indexSeconds: number;
} {
  mkdirSync(folder, {recursive: true});
  const file = path.join(folder, 'life.jsonl');
  writeLife(file, entries);
  const run = (...words: readonly string[]): number => {
    const startedAt = performance.now();
    const [command, ...first] = program;
    const {status, stderr} = spawnSync(command, [...first, ...words], {
      env: {...env, MEMU_HOME: folder, CI: 'true'},
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`memu ${words.join(' ')}: ${status}\n${stderr}`);
    return (performance.now() - startedAt) / 1000;
  };
  return {importSeconds: run('import', 'jsonl', file), indexSeconds: run('index')};
}

function writeLife(file: string, entries: number): void {
  const out = openSync(file, 'w');
  let index = 0;
  for (const entry of lifeEntries({entries})) {
    const id = derivedId('life', String(index++));
    const shared = {id, state: 'active', links: [], attachments: [], metadata: {}, ref: null};
    writeSync(out, `${JSON.stringify({...shared, updated_at: entry.created_at, ...entry})}\n`);
  }
  closeSync(out);
}
