/** The one place that opens SQLite, with the addon that the build put beside the program. */
import BetterSqlite3 from 'better-sqlite3';
import {nativeAddonPath} from '../ground/assets.ts';

/** A bare connection to a file, or to the bytes of one. Nothing is set yet; see `openDatabase`. */
export function connect(
  file: string | Buffer,
  options: BetterSqlite3.Options = {},
): BetterSqlite3.Database {
  const nativeBinding = nativeAddonPath('better_sqlite3.node');
  return new BetterSqlite3(file, {...options, ...(nativeBinding !== undefined && {nativeBinding})});
}
