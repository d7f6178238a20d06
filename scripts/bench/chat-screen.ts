/**
 * How fast the chat screen is, from the start of the process to the last token, on this machine.
 *
 *     node scripts/bench/chat-screen.ts [--answers 100] [--json]
 *
 * Bundles the screen as the program is bundled, runs it in a pseudo terminal for the first frame and
 * against a stream that takes every byte for the rest. The model is a script: what is measured is
 * memu alone. Needs `script` (Debian: bsdutils).
 */
import {execFile, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs, promisify} from 'node:util';
import {bundle} from '../build/bundle.ts';

const {values} = parseArgs({
  options: {answers: {type: 'string', default: '100'}, json: {type: 'boolean', default: false}},
});

const run = promisify(execFile);
const folder = await mkdtemp(path.join(tmpdir(), 'memu-bench-'));
try {
  const program = await bundleScreen();
  const firstFramesMs = [];
  for (let n = 0; n < 10; n += 1) firstFramesMs.push(await firstFrame(program));
  const {stdout} = await run(
    process.execPath,
    ['--expose-gc', program, 'measure', values.answers],
    {maxBuffer: 1e8, env: {...process.env, NO_COLOR: ''}},
  );
  const result = {
    first_frame_ms: {median: median(firstFramesMs), worst: Math.max(...firstFramesMs)},
    ...(JSON.parse(stdout) as object),
  };
  console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, undefined, 2));
} finally {
  await rm(folder, {recursive: true, force: true});
}

async function bundleScreen(): Promise<string> {
  await bundle(folder, {program: 'scripts/bench/chat-screen/program.ts'});
  return path.join(folder, 'program.mjs');
}

/** Milliseconds from starting the process to the prompt and status line on the terminal. */
async function firstFrame(program: string): Promise<number> {
  const startedAt = performance.now();
  const words = `${process.execPath} ${program} chat`;
  const child = spawn('script', ['-qec', words, '/dev/null'], {
    env: {...process.env, TERM: 'xterm-256color', CI: ''},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shownAt = 0;
  let seen = '';
  for await (const chunk of child.stdout) {
    seen += String(chunk);
    if (shownAt > 0 || !seen.includes('memory on')) continue;
    shownAt = performance.now();
    child.stdin.write('\u0004');
  }
  return Math.round(shownAt - startedAt);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
