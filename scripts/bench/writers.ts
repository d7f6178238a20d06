/** Eight processes adding notes while another imports: how long a single write waits. Run with node. */
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const fixtures = join(import.meta.dirname, '..', '..', 'test', 'fixtures');
const [writers, writes, lines] = [8, 25, 100_000];

function start(fixture: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(fixtures, fixture), ...args]);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text;
  });
  return new Promise(resolve => child.on('close', () => resolve(out)));
}

const home = mkdtempSync(join(tmpdir(), 'memu-bench-'));
try {
  const file = join(home, 'lines.jsonl');
  const words = 'the boiler was serviced in the rain while Anna read a book about the sea';
  const line = (index: number): string => JSON.stringify({text: `${index} ${words}`});
  writeFileSync(file, Array.from({length: lines}, (_, index) => line(index)).join('\n'));
  const began = performance.now();
  const importing = start('import-memories.ts', home, file).then(() => performance.now() - began);
  const adding = Array.from({length: writers}, () => start('add-notes.ts', home, String(writes)));
  const slowest = (await Promise.all(adding)).map(out => Number(/slowest (\d+)/.exec(out)?.[1]));
  process.stdout.write(
    `${writers} writers of ${writes} notes each beside an import of ${lines} lines\n`,
  );
  process.stdout.write(`slowest write of each, ms: ${slowest.sort((a, b) => a - b).join(' ')}\n`);
  process.stdout.write(`import, s: ${((await importing) / 1000).toFixed(1)}\n`);
} finally {
  rmSync(home, {recursive: true, force: true});
}
