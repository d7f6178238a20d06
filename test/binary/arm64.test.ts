/** The Raspberry Pi's binary, run here by qemu: it starts, keeps and finds. */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {makeHome} from '../transcripts/binary.ts';

const binary = path.resolve(import.meta.dirname, '../../dist/memu-linux-arm64');

test('the arm64 binary keeps a note and finds it again', async () => {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: npm run build:binary`);
  const home = makeHome();
  try {
    const arm = (words: string) =>
      home.run(`qemu-aarch64-static -L /usr/aarch64-linux-gnu ${binary} ${words}`);
    expect((await arm('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const added = await arm('note add "the boiler was serviced"');
    expect(added.exitCode, added.stderr).toBe(0);
    expect((await arm('recall boiler')).stdout).toContain('serviced');
    const listed = await arm('note list --json');
    expect(JSON.parse(listed.stdout)).toMatchObject([
      {kind: 'note', body: 'the boiler was serviced'},
    ]);
  } finally {
    home.remove();
  }
});
