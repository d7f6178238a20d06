/** Which files of the remote must be looked at. */
import type {Oid, TreeChange} from '../../git/repository.ts';
import type {QuarantinedFile} from '../state/sync-state.ts';
import type {VaultFormat} from '../vault/vault-format.ts';

/** A file of the remote whose entry must be looked at. */
export interface ChangedPath {
  /** Inside the vault, without the prefix. */
  readonly path: string;
  readonly base: Oid | undefined;
  readonly theirs: Oid;
  /** The file was removed there. That is no deletion: it is put back as the entry is here. */
  readonly isGone?: boolean;
}

export interface RemoteChanges {
  readonly candidates: readonly ChangedPath[];
  /** Attachments by object, with their path in the vault. */
  readonly attachments: ReadonlyMap<Oid, string>;
}

/** Goes through what the remote changed, which may be long, and keeps what concerns the vault. */
export async function changedPathsAtRemote(
  changes: AsyncIterable<TreeChange>,
  prefix: string,
  typeOf: VaultFormat['typeOf'],
): Promise<RemoteChanges> {
  const candidates: ChangedPath[] = [];
  const attachments = new Map<Oid, string>();
  for await (const {path: whole, before, after} of changes) {
    if (!whole.startsWith(prefix)) continue;
    const path = whole.slice(prefix.length);
    const type = typeOf(path);
    if (type === 'attachment' && after?.isRegular) attachments.set(after.oid, path);
    if (type !== 'record') continue;
    if (after?.isRegular) candidates.push({path, base: before?.oid, theirs: after.oid});
    // A link or a program in its place says no more about the entry than its absence.
    else if (before?.isRegular)
      candidates.push({path, base: before.oid, theirs: before.oid, isGone: true});
  }
  return {candidates, attachments};
}

/**
 * The same with what was held before, which is looked at again with the version last agreed on; what
 * was taken over already in a run that was interrupted is left out.
 *
 * @param current what lies at the held paths now
 */
export function withQuarantined(
  candidates: readonly ChangedPath[],
  held: readonly QuarantinedFile[],
  current: ReadonlyMap<string, Oid>,
): readonly ChangedPath[] {
  if (held.length === 0) return candidates;
  const before = new Map(held.map(each => [each.path, each]));
  const changed = new Map<string, Oid>();
  const others = candidates.filter(({path, theirs}) => {
    if (before.has(path)) changed.set(path, theirs);
    return !before.has(path);
  });
  const again = held.flatMap(({path, oid, reason}): ChangedPath[] => {
    const theirs = changed.get(path) ?? current.get(path);
    if (reason === 'merged') {
      if (theirs === undefined || theirs === oid) return [];
      return [{path, base: oid ?? undefined, theirs}];
    }
    // What was held is looked at even where the remote has the agreed version again: it is mended.
    if (theirs !== undefined) return [{path, base: oid ?? undefined, theirs}];
    return oid === null ? [] : [{path, base: oid, theirs: oid, isGone: true}];
  });
  return [...others, ...again];
}
