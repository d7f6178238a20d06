/**
 * Node's own modules as bundled code asks for them. An `import` of one reads each of its exports, and
 * some of these are getters that load half of Node (`process.stdin`, `util.parseArgs`, `fs.promises`);
 * taken through `process.getBuiltinModule` only what is used is loaded, and the heavy ones not before
 * their first use. Measured: together they cost a third of a start.
 */
import {builtinModules} from 'node:module';
import type {Plugin} from 'rolldown';

/** Loaded when they are first used. Their exports are plain objects, which a stand-in can imitate. */
const heavy: ReadonlySet<string> = new Set([
  'child_process',
  'crypto',
  'dns',
  'dns/promises',
  'fs/promises',
  'http',
  'http2',
  'https',
  'net',
  'os',
  'perf_hooks',
  'readline',
  'readline/promises',
  'sqlite',
  'stream/promises',
  'stream/web',
  'tls',
  'tty',
  'v8',
  'worker_threads',
  'zlib',
]);

const prefix = '\0builtin:';
const names = new Set(builtinModules.map(name => name.replace(/^node:/, '')));

export const builtins: Plugin = {
  name: 'builtins',
  resolveId(asked, importer) {
    const name = asked.replace(/^node:/, '');
    // What the bundler itself puts into the bundle is not to be bent.
    if (!names.has(name) || importer?.startsWith('\0rolldown')) return undefined;
    return {id: `${prefix}${name}`, moduleSideEffects: false};
  },
  async load(id) {
    if (!id.startsWith(prefix)) return undefined;
    const name = id.slice(prefix.length);
    const code = heavy.has(name) ? await standIn(name) : `module.exports = ${take(name)};`;
    return {code, moduleType: 'js'};
  },
};

const take = (name: string): string =>
  `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;

/** An object with the same names, each a getter that asks the real module. */
async function standIn(name: string): Promise<string> {
  const {default: real} = await import(`node:${name}`);
  const getters = Object.keys(real)
    .map(key => JSON.stringify(key))
    .map(key => `get ${key}() { return load()[${key}]; }`);
  return `let real; const load = () => real ??= ${take(name)};\nmodule.exports = {${getters.join(',')}};`;
}
