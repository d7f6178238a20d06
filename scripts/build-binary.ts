/**
 * `npm run build:binary [-- --target linux-x64|linux-arm64]`: the program as one file that needs
 * nothing else, by Node's single-executable support. Without a target it makes both.
 */
import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {parseArgs, promisify} from 'node:util';
import {bundleEntry, bundleProgram} from './build/bundle.ts';
import {writeLicences} from './build/licences.ts';
import {copyNativeAddons, type Target} from './build/native.ts';
import {pack} from './build/pack.ts';
import {inRepository} from './build/repository.ts';
import {runtime} from './build/runtime.ts';

const run = promisify(execFile);
const targets: Readonly<Record<string, Target>> = {
  'linux-x64': {platform: 'linux', arch: 'x64'},
  'linux-arm64': {platform: 'linux', arch: 'arm64'},
};

const {values} = parseArgs({options: {target: {type: 'string', multiple: true}}});
for (const name of values.target ?? Object.keys(targets)) {
  const target = targets[name];
  if (target === undefined)
    throw new Error(`unknown target ${name}; known: ${Object.keys(targets).join(', ')}`);
  await buildBinary(name, target);
}

async function buildBinary(name: string, target: Target): Promise<void> {
  await mkdir(inRepository('dist'), {recursive: true});
  const work = await mkdtemp(inRepository('dist/binary-'));
  try {
    const made = await inject(work, target);
    await rename(made, inRepository(`dist/memu-${name}`));
    process.stderr.write(`dist/memu-${name}\n`);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

/** Makes the program's files and its entry, and puts both into the target's Node. */
async function inject(work: string, target: Target): Promise<string> {
  const app = path.join(work, 'app');
  await bundleProgram(app);
  await rm(path.join(app, 'memu.mjs'));
  await copyNativeAddons(app, target);
  await writeLicences(app);
  const packed = await pack(app);
  const main = path.join(work, 'main.mjs');
  await bundleEntry(main, {packedFiles: JSON.stringify(packed)});
  const output = path.join(work, 'memu');
  const config = path.join(work, 'sea.json');
  const isOwnProcessor = target.arch === process.arch && target.platform === process.platform;
  await writeFile(
    config,
    JSON.stringify({
      main,
      mainFormat: 'module',
      output,
      executable: await runtime(work, target),
      disableExperimentalSEAWarning: true,
      // V8's code cache belongs to one processor; for the other one the entry is compiled at start.
      useCodeCache: isOwnProcessor,
      // A NODE_OPTIONS in somebody's shell is meant for their own programs.
      execArgvExtension: 'none',
      assets: Object.fromEntries(
        Object.keys(packed.files).map(name => [name, path.join(app, name)]),
      ),
    }),
  );
  await run(process.execPath, ['--build-sea', config], {cwd: work});
  return output;
}
