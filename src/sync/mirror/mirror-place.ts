/** The mirror as a place that purge walks: files of what is purged go at once, and not with the next sync. */
import {rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {PurgePlace} from '../../entries/purge.ts';
import type {Database} from '../../storage/database.ts';
import {SyncState} from '../state/sync-state.ts';

export const mirrorPlace = (db: Database): PurgePlace => ({
  name: 'files of the mirror',
  clear({ids}, rewritten) {
    const gone = JSON.stringify([...ids, ...rewritten]);
    const {mirror} = new SyncState(db).read();
    if (mirror === undefined) return 0;
    const shown = db.all<{path: string}>(
      'SELECT path FROM mirror_files WHERE entry IN (SELECT value FROM json_each(?))',
      [gone],
    );
    const files = shown.map(({path}) => join(mirror, path));
    const there = files.filter(file => statSync(file, {throwIfNoEntry: false}) !== undefined);
    for (const file of there) rmSync(file, {force: true});
    // A file that is not known cannot be missed: the next sync reads no deletion from it, and shows
    // what was written anew.
    const sql = 'DELETE FROM mirror_files WHERE entry IN (SELECT value FROM json_each(?))';
    db.write(() => db.run(sql, [gone]));
    return there.length;
  },
});
