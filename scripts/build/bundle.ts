/** Turns the sources into the few files that a start reads: one chunk for each thing loaded on demand. */
import {cp} from 'node:fs/promises';
import path from 'node:path';
import {type BuildOptions, build} from 'rolldown';
import {builtins} from './builtins.ts';
import {inRepository, repository} from './repository.ts';

const nothing = inRepository('scripts/build/nothing.cjs');

const common = {
  cwd: repository,
  platform: 'node',
  transform: {define: {'process.env.NODE_ENV': '"production"'}},
  resolve: {
    alias: {
      // Ink asks for the React developer tools when it is debugged, never otherwise.
      'react-devtools-core': nothing,
      // ollama brings a stand-in for `fetch`, which Node has.
      'whatwg-fetch': nothing,
    },
  },
  plugins: [builtins],
  logLevel: 'warn',
  // Many a module is imported late to be run late; the groups below say where it lies.
  checks: {ineffectiveDynamicImport: false},
} as const satisfies BuildOptions;

// Names stay, for the stack of a bug; white space costs reading time.
const minify = {compress: true, mangle: false, codegen: {removeWhitespace: true}} as const;

// A file more costs a start half a millisecond; a function more that nobody calls costs next to
// nothing, because V8 reads over it. So what is needed together lies together.

/** What a start needs before V8's cache of compiled code is open: little. */
const entry =
  /^\0|rolldown|package\.json|\/src\/ground\/version\.ts$|\/commands\/(start\/start|start\/compile-cache|cli\/output)\.ts$/;

/** What every command line needs, `--help` included. */
const shell =
  /\/commands\/(program|registry|cli\/cli|cli\/error-report)\.ts$|\/src\/ground\/(errors|text)\.ts$|\/node_modules\/commander\//;

/** What nearly every command needs that opens what is kept. */
const core =
  /\/src\/(app|entries|storage|config|notes|planner|memories|conversations|language)\/[a-z-/]+\.ts$|\/src\/ground\/(assets|ids|private-file|process|stamp|time)\.ts$|\/commands\/|\/node_modules\/(better-sqlite3|sqlite-vec)\//;

/** Bundles the program into `folder`, with the migrations and what words mean beside it. */
export async function bundleProgram(folder: string): Promise<void> {
  await bundle(folder, {
    memu: 'commands/main.ts',
    program: 'commands/program.ts',
    // A thread begins with a file of its own.
    'sealing-thread': 'src/sync/encryption/sealing-thread.ts',
  });
  for (const shipped of ['migrations', 'src/recall/word-vectors']) {
    await cp(inRepository(shipped), path.join(folder, shipped), {recursive: true});
  }
}

/** Bundles some entries by name into `folder`, as `NAME.mjs` and the chunks that they share. */
export async function bundle(
  folder: string,
  input: Readonly<Record<string, string>>,
): Promise<void> {
  await build({
    ...common,
    input: {...input},
    output: {
      dir: folder,
      format: 'es',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      minify,
      codeSplitting: {
        // A chunk holds what its modules import. Left outside, that came as a file each, and in a circle.
        includeDependenciesRecursively: true,
        groups: [
          {name: 'entry', test: entry, priority: 3},
          {name: 'shell', test: shell, priority: 2},
          {name: 'core', test: core, minShareCount: 2, priority: 1},
        ],
      },
    },
    preserveEntrySignatures: 'allow-extension',
  });
}

/** Bundles the entry of the single binary, with its constants, into one file. */
export async function bundleEntry(
  file: string,
  constants: Readonly<Record<string, string>>,
): Promise<void> {
  await build({
    ...common,
    transform: {define: {...common.transform.define, ...constants}},
    input: 'commands/start/binary.ts',
    output: {file, format: 'es', minify, codeSplitting: false},
  });
}
