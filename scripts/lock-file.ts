/**
 * Completes package-lock.json after `npm install`: npm leaves out a package for another platform
 * that the registry did not hand over, and `npm ci` then refuses the whole file. Such a package is
 * named here with the platform in its name, so that npm skips it everywhere else.
 * With `--check` it changes nothing and fails when something is missing.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {inRepository} from './build/repository.ts';

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
];

const file = inRepository('package-lock.json');
const lock: {packages: Record<string, Locked>} = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingIn(lock.packages);

if (missing.length > 0 && process.argv.includes('--check')) {
  process.stderr.write(
    `package-lock.json lacks ${missing.map(([name]) => name).join(', ')}\nRun: node scripts/lock-file.ts\n`,
  );
  process.exitCode = 1;
} else if (missing.length > 0) {
  const all = {...lock.packages, ...Object.fromEntries(missing)};
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(
    file,
    `${JSON.stringify({...lock, packages: Object.fromEntries(sorted)}, null, 2)}\n`,
  );
}

/** Optional packages that a locked package names and the file does not have. */
function missingIn(packages: Readonly<Record<string, Locked>>): [string, Locked][] {
  return Object.entries(packages).flatMap(([place, locked]) =>
    Object.entries(locked.optionalDependencies ?? {})
      .filter(
        ([name]) =>
          !(`node_modules/${name}` in packages) && !(`${place}/node_modules/${name}` in packages),
      )
      .map(([name, version]): [string, Locked] => [
        `node_modules/${name}`,
        {version, ...(locked.dev ? {dev: true} : {}), optional: true, ...platformIn(name)},
      ]),
  );
}

/** `@scope/cli-linux-arm64-musl` is for Linux on arm64 with musl. */
function platformIn(name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = systems.filter(system => words.includes(system));
  const cpu = processors.filter(processor => words.includes(processor));
  if (os.length === 0 && cpu.length === 0) throw new Error(`no platform in the name of ${name}`);
  const libc = words.some(word => word.startsWith('musl')) ? {libc: ['musl']} : {};
  return {...(cpu.length > 0 ? {cpu} : {}), ...libc, ...(os.length > 0 ? {os} : {})};
}
