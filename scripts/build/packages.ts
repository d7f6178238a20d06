/** Packages for another processor, which npm does not install: fetched once and checked against the lock file. */
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rename, rm} from 'node:fs/promises';
import path from 'node:path';
import {promisify} from 'node:util';
import {inRepository} from './repository.ts';

const run = promisify(execFile);

/** The folder of an installed package, or of one fetched at the version and hash in package-lock.json. */
export async function packageFolder(name: string): Promise<string> {
  const installed = inRepository('node_modules', name);
  return existsSync(path.join(installed, 'package.json')) ? installed : fetchPackage(name);
}

const ofNpmRun = /^npm_config_(globalconfig|(global_|local_)?prefix)$/i;

/**
 * The environment without this project: npm finds the machine's settings (registry, proxy,
 * certificates) beside the Node that runs it, and that must be the machine's own; an `npm run` around
 * this has set others.
 */
function machineEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ofNpmRun.test(name));
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const machine = folders.filter(folder => !folder.includes('node_modules'));
  return {...Object.fromEntries(kept), PATH: machine.join(path.delimiter)};
}

interface Locked {
  readonly version: string;
  readonly integrity: string;
}

async function fetchPackage(name: string): Promise<string> {
  const {version, integrity} = await lockedPackage(name);
  const cache = inRepository('dist/packages');
  const folder = path.join(cache, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, {recursive: true});
  const work = await mkdtemp(path.join(cache, 'fetch-'));
  try {
    await run(
      'npm',
      ['pack', `${name}@${version}`, '--loglevel=error', '--pack-destination', work],
      {
        env: machineEnvironment(),
      },
    );
    const archive = path.join(work, `${name}-${version}.tgz`);
    await checkIntegrity(archive, integrity);
    await run('tar', ['-xzf', archive, '-C', work]);
    await rename(path.join(work, 'package'), folder);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
  return folder;
}

async function lockedPackage(name: string): Promise<Locked> {
  const lock = JSON.parse(await readFile(inRepository('package-lock.json'), 'utf8'));
  const locked: Locked | undefined = lock.packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`package-lock.json does not know ${name}`);
  return locked;
}

async function checkIntegrity(archive: string, integrity: string): Promise<void> {
  const [algorithm, expected] = integrity.split('-', 2);
  if (algorithm !== 'sha512') throw new Error(`cannot check ${integrity}`);
  const found = createHash(algorithm)
    .update(await readFile(archive))
    .digest('base64');
  if (found !== expected)
    throw new Error(`${path.basename(archive)} is not what the lock file names`);
}
