/** Sealing inside the single binary: by this process and a thread, whose file is unpacked with the rest. */
import {readdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {makeHome} from '../transcripts/binary.ts';

test('a vault of many entries is sealed by two, and opens on another device', async () => {
  const [a, b] = [makeHome(), makeHome()];
  try {
    const lines = Array.from({length: 400}, (_, i) => JSON.stringify({text: `fact ${i}`}));
    writeFileSync(path.join(a.folder, 'facts.jsonl'), `${lines.join('\n')}\n`);
    const remote = path.join(a.folder, 'remote.git');
    const made = await a.run(
      `git init --quiet --bare --initial-branch=main ${remote} && memu memory import ${a.folder}/facts.jsonl && memu sync init --encrypt --remote ${remote}`,
    );
    expect(made.exitCode, made.stderr).toBe(0);
    expect(made.stdout).toContain('sync: 404 out, 0 in');
    const {stdout: key} = await b.run('memu sync key show');
    expect((await a.run(`memu sync key add ${key.trim()}`)).exitCode).toBe(0);
    const cloned = await b.run(`memu sync clone ${remote}`);
    expect(cloned.stdout, cloned.stderr).toContain('sync: 0 out, 400 in');
    const cache = path.join(b.folder, 'memu/cache');
    const unpacked = readdirSync(cache, {recursive: true}) as string[];
    expect(unpacked.some(name => name.endsWith('/sealing-thread.mjs'))).toBe(true);
  } finally {
    a.remove();
    b.remove();
  }
});
