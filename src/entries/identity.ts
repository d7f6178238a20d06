/** Which database this is, on which machine: notices when the file was copied or restored. */
import {readFileSync, statSync} from 'node:fs';
import {hostname} from 'node:os';
import {newId} from '../ground/ids.ts';
import type {Database} from '../storage/database.ts';

export interface Identity {
  /** The same for all copies of this database. */
  readonly database: string;
  /** New for each copy and each restore: consumers that met another one start again. */
  readonly incarnation: string;
  /** Ends every stamp this device writes. */
  readonly device: string;
}

/**
 * The identity of an open `memu.db`. The file records where it lies (machine and inode); found
 * elsewhere it is a copy, which gets an incarnation and a device of its own.
 */
export function identify(db: Database): Identity {
  const home = homeOf(db);
  const known = readIdentity(db);
  if (known !== undefined && (known.home === home || !db.isWritable)) return known;
  return db.write(() => {
    const again = readIdentity(db);
    if (again !== undefined && again.home === home) return again;
    const identity = {
      database: again?.database ?? newId(),
      incarnation: newId(),
      device: newId().slice(-12),
      home,
    };
    for (const [key, value] of Object.entries(identity)) {
      db.run('INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)', [key, value]);
    }
    return identity;
  });
}

function readIdentity(db: Database): (Identity & {readonly home: string}) | undefined {
  const rows = db.all<{key: string; value: string}>(
    "SELECT key, value FROM meta WHERE key IN ('database', 'incarnation', 'device', 'home')",
  );
  const {database, incarnation, device, home} = Object.fromEntries(
    rows.map(row => [row.key, row.value]),
  );
  if (database === undefined || incarnation === undefined) return undefined;
  if (device === undefined || home === undefined) return undefined;
  return {database, incarnation, device, home};
}

function homeOf(db: Database): string {
  if (db.isMemory) return 'memory';
  const {ino} = statSync(db.path, {bigint: true});
  return `${fingerprint(machineId())}-${ino}`;
}

/**
 * Tells machines apart without keeping the machine's id, which is confidential: 64 of its bits are
 * lost (FNV-1a). A cryptographic hash would do no more here, and loading one costs each start 5 ms.
 */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

function machineId(): string {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      // Not every system has one; the next source answers.
    }
  }
  return `${hostname()} ${statSync('/').birthtimeMs}`;
}
