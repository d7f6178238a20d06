/** What is to be done about one file that the remote changed: a pure decision from three versions. */
import {nextHlc, parseStamp, stampOf, zeroHlc} from '../../ground/stamp.ts';
import type {Decoded} from '../records/codec.ts';
import {sameContent, type VaultRecord} from '../records/record.ts';
import {type Merged, mergeRecords} from './merge.ts';

export interface EntryVersions {
  readonly base: VaultRecord | undefined;
  readonly ours: VaultRecord | undefined;
  readonly theirs: Decoded;
  readonly body?: string | undefined;
}

export type MergePlan =
  /** Both sides have the same. */
  | {readonly type: 'same'}
  /** The entry is to become `merged.record`. */
  | {readonly type: 'write'; readonly merged: Merged; readonly isDelete: boolean}
  /** The entry stays, and the remote is to get it. */
  | {
      readonly type: 'export';
      readonly record: VaultRecord;
      readonly conflicts: readonly VaultRecord[];
    }
  /** The file cannot be read; it stays as it is, and so does the entry. */
  | {readonly type: 'unreadable'; readonly problem: string};

export function planMerge({base, ours, theirs, body}: EntryVersions): MergePlan {
  if ('problem' in theirs) return {type: 'unreadable', problem: theirs.problem};
  const {record} = theirs;
  if (ours === undefined) {
    const merged = {record, conflicts: [], isResurrected: false};
    return {type: 'write', merged, isDelete: false};
  }
  const merged = mergeRecords({base, a: ours, b: record, body});
  if (!isSame(merged.record, ours)) {
    return {type: 'write', merged, isDelete: isDeletion(ours, merged.record)};
  }
  if (isSame(merged.record, record)) return {type: 'same'};
  return {type: 'export', record: ours, conflicts: merged.conflicts};
}

const isSame = (a: VaultRecord, b: VaultRecord): boolean =>
  a.stamp === b.stamp && sameContent(a, b);

const isLive = ({fields}: VaultRecord): boolean =>
  fields.state !== 'trashed' && fields.state !== 'purged';

/** A conflict goes with its entry, and is no deletion of its own. */
const isDeletion = (ours: VaultRecord, merged: VaultRecord): boolean =>
  ours.kind !== 'conflict' && isLive(ours) && !isLive(merged);

/** What is left in the vault of an entry that was purged here; the same on every device. */
export const tombstoneOf = ({id, kind, stamp}: VaultRecord): VaultRecord => ({
  id,
  kind,
  stamp: stampOf(nextHlc(parseStamp(stamp)?.hlc ?? zeroHlc, 0), 'purge'),
  fields: {state: 'purged'},
  body: '',
  extra: {},
  turns: [],
});
