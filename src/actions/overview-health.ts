/** How memu itself is doing, in the few lines that the dashboard has for it. */
import {existsSync, statfsSync} from 'node:fs';
import type {Paths} from '../config/paths.ts';
import type {Entries} from '../entries/entries.ts';
import {count} from '../ground/text.ts';
import type {Models} from '../models/models.ts';
import {hostText} from '../models/transport/host-text.ts';
import type {Database} from '../storage/database.ts';
import {SyncState} from '../sync/state/sync-state.ts';
import {syncStatusOf} from '../sync/state/sync-status.ts';
import {syncMends, syncWords} from '../sync/state/sync-words.ts';
import type {HealthItem} from './overview-types.ts';

const dayMs = 86_400_000;

/** A sync that is older than this has been forgotten, or its timer never fires. */
const staleSyncMs = 2 * dayMs;
const lowBytes = 500_000_000;

const off = (name: HealthItem['name'], hint: string): HealthItem => ({
  name,
  level: 'off',
  text: 'not set up',
  hint,
});

export function syncHealth(
  {db, entries}: {readonly db: Database; readonly entries: Pick<Entries, 'changes'>},
  now: string,
): HealthItem {
  // Without a vault nothing waits, and counting what would takes as long as everything kept is large.
  if (new SyncState(db).read().vault === undefined)
    return off('sync', 'memu sync init --remote URL');
  const standing = syncStatusOf(db, entries.changes);
  const {last} = standing.facts;
  const mends = syncMends(standing);
  const isStale = !last?.at || Date.parse(now) - Date.parse(last.at) > staleSyncMs;
  const level = last?.error ? 'problem' : mends !== undefined || isStale ? 'warning' : 'ok';
  const hint = mends ?? (isStale ? 'memu sync' : null);
  return {name: 'sync', level, text: syncWords(standing, now), hint};
}

/** There are no backups yet; the hint names what saves everything by hand. */
export const backupHealth: HealthItem = {
  name: 'backup',
  level: 'off',
  text: 'none in this version',
  hint: 'memu export --jsonl > FILE',
};

export function diskHealth({data}: Paths): HealthItem {
  const {bavail, bsize} = statfsSync(existsSync(data) ? data : '/');
  const free = bavail * bsize;
  return {
    name: 'disk',
    level: free < lowBytes ? 'warning' : 'ok',
    text: `${(free / 1e9).toFixed(1)} GB free`,
    hint: free < lowBytes ? 'free some space' : null,
  };
}

export const hostsAreAsked: HealthItem = {
  name: 'models',
  level: 'off',
  text: 'asking the hosts',
  hint: null,
};

export interface HostHealthDeps {
  openModels(): Promise<Pick<Models, 'reports' | 'close'>>;
}

/** Asks the hosts of models, at most as long as their own short timeouts. */
export async function hostHealth(deps: HostHealthDeps): Promise<HealthItem> {
  const models = await deps.openModels();
  const reports = await models.reports();
  const answering = reports.find(report => report.failure === undefined);
  const [first] = reports;
  if (answering) {
    const name = hostText(answering.host.address.name);
    const found = count(answering.models.length, 'model');
    const level = answering.models.length > 0 ? 'ok' : 'warning';
    const hint = level === 'ok' ? null : 'ollama pull llama3.2:3b';
    return {name: 'models', level, text: `${name} answers, ${found}`, hint};
  }
  if (!first) return off('models', 'memu config set llm.hosts …');
  return {
    name: 'models',
    level: 'warning',
    text: `${hostText(first.host.address.name)}: ${first.failure?.reason ?? 'no answer'}`,
    hint: 'memu doctor',
  };
}
