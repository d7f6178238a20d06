/** What was proposed, of any kind, and waits for a person's yes. */
import type {Entries} from './entries.ts';
import type {EntryBase, Kind} from './entry.ts';

/** The newest first, at most `limit` of them. */
export function listProposed(
  entries: Pick<Entries, 'kinds' | 'select'>,
  limit: number,
): readonly EntryBase[] {
  const ofKind = (kind: Kind) =>
    entries.select(
      kind,
      "WHERE e.kind = ? AND e.state = 'proposed' ORDER BY e.created_at DESC, e.seq DESC LIMIT ?",
      [kind.name, limit],
    ) as readonly EntryBase[];
  return entries.kinds
    .flatMap(ofKind)
    .toSorted((a, b) => b.created_at.localeCompare(a.created_at))
    .slice(0, limit);
}
