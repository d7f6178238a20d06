/** Taking a decision about a conflict back with the operation that it belongs to, and making it again. */
import type {ChangeFeed} from '../../entries/changes.ts';
import {nextHlc, parseStamp, stampOf} from '../../ground/stamp.ts';
import type {Clock} from '../../ground/time.ts';
import type {Database} from '../../storage/database.ts';
import {keepConflict} from '../records/conflict-rows.ts';
import {type VaultRecord, withoutEmpty} from '../records/record.ts';

export interface ConflictResolutionsOptions {
  readonly db: Database;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  readonly device: string;
}

/** What taking back counts them as. */
export const conflictDecisions = 'conflicts';

export class ConflictResolutions {
  readonly name = conflictDecisions;
  readonly #options: ConflictResolutionsOptions;

  constructor(options: ConflictResolutionsOptions) {
    this.#options = options;
  }

  /** Opens what an operation decided, or decides it again; returns how many conflicts that were. */
  revert(operation: string): number {
    const {db, changes, clock, device} = this.#options;
    const rows = db.all<{record: string}>(
      "SELECT record FROM conflicts WHERE json_extract(record, '$.fields.operation') = ?",
      [operation],
    );
    for (const row of rows) {
      const record = JSON.parse(row.record) as VaultRecord;
      const stamp = stampOf(nextHlc(parseStamp(record.stamp)!.hlc, clock.now()), device);
      keepConflict(db, changes, {...record, stamp, fields: turned(record)});
    }
    return rows.length;
  }
}

/** What was chosen is withdrawn, and what was withdrawn is chosen. */
function turned({fields: {chosen, withdrawn, ...fields}}: VaultRecord): VaultRecord['fields'] {
  return withoutEmpty({...fields, chosen: withdrawn, withdrawn: chosen});
}
