/** Where the files lie that ship with the program: migrations, native addons, what threads run. */
import path from 'node:path';

const isSourceTree = import.meta.filename.endsWith('.ts');

/** The repository's top when run from the sources, otherwise the folder that the build made. */
const root = isSourceTree ? path.dirname(path.dirname(import.meta.dirname)) : import.meta.dirname;

/** The absolute path of a shipped file or folder, such as `migrations/memu`. */
export const assetPath = (name: string): string => path.join(root, name);

/**
 * The absolute path of a native addon that the build put beside the program. Undefined when run
 * from the sources, where each package finds its own.
 */
export const nativeAddonPath = (name: 'better_sqlite3.node' | 'vec0.so'): string | undefined =>
  isSourceTree ? undefined : assetPath(`native/${name}`);

/** The file that a thread runs: `sync/encryption/sealing-thread` of the sources, which the build makes an entry of its own. */
export const threadPath = (source: string): string =>
  isSourceTree ? assetPath(`src/${source}.ts`) : assetPath(`${path.basename(source)}.mjs`);
