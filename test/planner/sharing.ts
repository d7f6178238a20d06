/** Devices that share a series of tasks: real stores, and a sync with all its parts but git. */
import {Entries} from '../../src/entries/entries.ts';
import {Operations} from '../../src/entries/operations.ts';
import {Undo} from '../../src/entries/undo.ts';
import {seriesUndo} from '../../src/planner/tasks/series-undo.ts';
import {type Task, taskKind} from '../../src/planner/tasks/task.ts';
import {Tasks} from '../../src/planner/tasks/tasks.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {planMerge} from '../../src/sync/merge/merge-plan.ts';
import type {VaultRecord} from '../../src/sync/records/record.ts';
import {VaultRows} from '../../src/sync/records/vault-rows.ts';
import {HandClock} from '../support/keeping.ts';

/** What a remote holds. */
export type Vault = Map<string, VaultRecord>;

/** `begin` differs between devices, so that no two of them write in the same millisecond. */
export function sharingDevice(name: string, {zone, begin}: {zone: string; begin: string}) {
  const clock = new HandClock(begin, zone);
  const db = openDatabase({path: ':memory:', schema: 'memu'});
  const operations = new Operations(db, clock, name);
  const entries = new Entries({db, operations, kinds: [taskKind]});
  const tasks = new Tasks({entries, operations, clock});
  const undo = new Undo(db, entries, operations, [seriesUndo]);
  const rows = new VaultRows({db, entries, operations, clock});
  const all = (): Task[] => entries.select(taskKind, 'ORDER BY own.occurrence, e.id');
  const records = (): Vault => {
    const ids = db.all<{id: string}>('SELECT id FROM entries UNION SELECT id FROM conflicts');
    return rows.find(ids.map(({id}) => id));
  };
  let agreed: Vault = new Map();
  let settled = 0;

  /** As `memu sync` does it: take over what the vault changed, make series whole, send all. */
  async function sync(vault: Vault): Promise<void> {
    for (const [id, theirs] of vault) {
      const base = agreed.get(id);
      if (base?.stamp === theirs.stamp) continue;
      const ours = rows.find([id]).get(id);
      const plan = planMerge({base, ours, theirs: {record: theirs}});
      if (plan.type === 'unreadable') throw new Error(plan.problem);
      if (plan.type === 'same') continue;
      operations.run({command: 'sync', actor: 'sync'}, () => {
        if (plan.type === 'write')
          rows.apply([{record: plan.merged.record, expected: ours?.stamp}]);
        const conflicts = plan.type === 'write' ? plan.merged.conflicts : plan.conflicts;
        const known = rows.find(conflicts.map(one => one.id));
        const fresh = conflicts.filter(one => !known.has(one.id));
        rows.apply(fresh.map(record => ({record, expected: undefined})));
      });
    }
    await tasks.goOn(settled);
    settled = entries.changes.position().rev;
    agreed = records();
    for (const [id, record] of agreed) vault.set(id, record);
  }

  return {name, clock, db, entries, tasks, undo, all, records, sync};
}

export type SharingDevice = ReturnType<typeof sharingDevice>;

/** Both know everything of each other afterwards. */
export async function exchange(a: SharingDevice, b: SharingDevice, vault: Vault): Promise<void> {
  for (const device of [a, b, a, b]) await device.sync(vault);
}
