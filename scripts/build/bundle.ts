/** Turns the sources into the few files that a start reads: one chunk for each thing loaded on demand. */
import {cp, mkdir} from 'node:fs/promises';
import path from 'node:path';
import {type BuildOptions, build} from 'esbuild';
import {repository} from './repository.ts';

// Bundled CommonJS packages ask for Node's own modules by `require`, which ES modules do not have.
const requireForPackages =
  "import {createRequire as createRequireOfChunk} from 'node:module'; const require = createRequireOfChunk(import.meta.url);";

const nothing = path.join(repository, 'scripts/build/nothing.cjs');

/** What every bundle of memu has in common. */
export const bundleOptions = {
  absWorkingDir: repository,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node26',
  outExtension: {'.js': '.mjs'},
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: {'process.env.NODE_ENV': '"production"'},
  alias: {
    // Ink asks for the React developer tools when it is debugged, never otherwise.
    'react-devtools-core': nothing,
    // ollama brings a stand-in for `fetch`, which Node has.
    'whatwg-fetch': nothing,
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Bundles the program into `folder`, with the migrations beside it. */
export async function bundleProgram(folder: string): Promise<void> {
  await mkdir(folder, {recursive: true});
  await build({
    ...bundleOptions,
    entryPoints: {memu: 'commands/main.ts', program: 'commands/program.ts'},
    outdir: folder,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    banner: {js: requireForPackages},
  });
  await cp(path.join(repository, 'migrations'), path.join(folder, 'migrations'), {recursive: true});
}
