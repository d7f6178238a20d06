/** Where sync stands, in the few words that `memu status`, the doctor and the dashboard have for it. */

import {count} from '../../ground/text.ts';
import type {SyncStatus} from './sync-status.ts';

/** `synced 5 min ago, 3 to go out, 1 conflict` */
export function syncWords(standing: SyncStatus, now: string): string {
  const {facts, ahead, behind, conflicts, heldDeletes, unreadable} = standing;
  const incoming = behind - heldDeletes;
  return [
    lastWords(facts.last, now),
    ahead > 0 ? `${ahead} to go out` : '',
    incoming > 0 ? `${incoming} to come in` : '',
    conflicts > 0 ? count(conflicts, 'conflict') : '',
    heldDeletes > 0 ? `${count(heldDeletes, 'deletion')} held back` : '',
    unreadable.length > 0 ? `${count(unreadable.length, 'file')} unreadable` : '',
  ]
    .filter(words => words !== '')
    .join(', ');
}

function lastWords(last: SyncStatus['facts']['last'], now: string): string {
  const success = last?.at ? `${ageText(last.at, now)} ago` : 'never';
  if (last?.error) return `failed (${last.error}), last success: ${success}`;
  return last?.at ? `synced ${success}` : 'never synced';
}

/** The command that goes on from here; undefined when nothing waits for a person. */
export function syncMends({
  facts,
  conflicts,
  heldDeletes,
  unreadable,
}: SyncStatus): string | undefined {
  if (facts.last?.error === 'damaged') return `memu sync init --remote ${facts.remote}`;
  if (facts.last?.error) return 'memu sync';
  if (heldDeletes > 0) return `memu sync --accept-deletes ${heldDeletes}`;
  if (conflicts > 0) return 'memu sync conflicts';
  return unreadable.length > 0 ? 'memu sync status' : undefined;
}

function ageText(then: string, now: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(then)) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
