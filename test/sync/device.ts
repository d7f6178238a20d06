/** A device of a test: a real store in memory, a repository, a clock that may be wrong. */

import type {ThreeTexts} from '../../src/git/merge-text.ts';
import type {Repository} from '../../src/git/repository.ts';
import {goalKind} from '../../src/planner/goals/goal.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {Tasks} from '../../src/planner/tasks/tasks.ts';
import {Sync} from '../../src/sync/cycle/sync.ts';
import {encodeRecord} from '../../src/sync/records/codec.ts';
import {VaultRows} from '../../src/sync/records/vault-rows.ts';
import type {Mirror, SyncOptions, SyncReport, SyncStep} from '../../src/sync/state/sync-deps.ts';
import {SyncState} from '../../src/sync/state/sync-state.ts';
import {plainFormat, type VaultFormat} from '../../src/sync/vault/vault-format.ts';
import {keeping} from '../support/keeping.ts';
import {mergeLines} from './merge-lines.ts';

/** What a test throws where a process would have been killed. */
export class Killed extends Error {}

export interface DeviceOptions {
  readonly repository: Repository;
  readonly mergeText?: (texts: ThreeTexts) => Promise<string | undefined>;
  readonly format?: VaultFormat;
  readonly mirror?: Mirror;
  readonly remote?: string;
  readonly path?: string;
  readonly largestCommit?: number | undefined;
  /** What its stamps end with; random unless told. */
  readonly name?: string;
  /** The same device again, opened another way. */
  readonly store?: ReturnType<typeof keeping>;
}

export function device({
  repository,
  mergeText = async texts => mergeLines(texts),
  format = plainFormat,
  mirror,
  remote = '/remote',
  path,
  largestCommit,
  name,
  ...options
}: DeviceOptions) {
  const store = options.store ?? keeping([goalKind, taskKind], path, name);
  const {db, entries, operations, clock} = store;
  const state = new SyncState(db);
  const rows = new VaultRows({db, entries, operations, clock});
  if (state.read().remote === undefined) state.save({remote});
  // Other programs may write whenever sync has just looked.
  const others = {write: (): void => {}};
  const find = rows.find.bind(rows);
  rows.find = ids => {
    const found = find(ids);
    others.write();
    return found;
  };
  const sync = (options: SyncOptions = {}, killAt?: SyncStep): Promise<SyncReport> =>
    new Sync({
      entries,
      operations,
      rows,
      state,
      repository,
      format,
      clock,
      mergeText,
      mirror,
      largestCommit,
      attachmentFile: sha256 => `/nowhere/${sha256}`,
      repairInvariants: (after, onProblem) => new Tasks(store).goOn(after, onProblem),
      reached: step => {
        if (step === killAt) throw new Killed(step);
      },
    }).run(options);
  return {...store, state, rows, repository, others, sync};
}

export type Device = ReturnType<typeof device>;

/** Everything of a device that others must have too: every entry, turn, trashed thing and conflict. */
export function kept({db, rows}: Device): ReadonlyMap<string, string> {
  const ids = db.all<{id: string}>(
    'SELECT id FROM entries UNION SELECT id FROM conflicts ORDER BY id',
  );
  const records = rows.find(ids.map(({id}) => id));
  return new Map([...records].sort().map(([id, record]) => [id, encodeRecord(record).toString()]));
}

/** The vault of a device as one text: every path with the id of its bytes. */
export async function vaultOf({state, repository}: Device): Promise<string> {
  const files = await Array.fromAsync(repository.diff(undefined, state.read().local));
  return files.map(({path, after}) => `${path} ${after?.oid}`).join('\n');
}
