/** Whether an entry lives when one side deleted or purged it, and the other may have edited it. */
import {contentOf, type Fields, sameValue, type VaultRecord} from '../records/record.ts';
import {canonicalOrder, type FieldGroup, sameFieldGroup} from './field-group.ts';

export class Lifecycle {
  /** One side deleted what the other one edited; the entry is back. */
  isResurrected = false;
  /** Both sides moved it, neither by a deletion, and to different states. */
  isConflicting = false;
  readonly #base: VaultRecord | undefined;
  readonly #newer: VaultRecord;
  readonly #older: VaultRecord;
  readonly #was: Fields;

  /** @param was the fields that both sides had in common, or those that every new entry has */
  constructor(base: VaultRecord | undefined, newer: VaultRecord, older: VaultRecord, was: Fields) {
    this.#base = base;
    this.#newer = newer;
    this.#older = older;
    this.#was = was;
  }

  /** A purge takes everything or, where the other side edited meanwhile, nothing. */
  purged(): VaultRecord | undefined {
    if (this.#was['state'] === 'purged') return undefined;
    const [newer, older] = [this.#newer, this.#older];
    if (isPurged(newer) && isPurged(older)) return newer;
    if (!isPurged(newer) && !isPurged(older)) return undefined;
    const [gone, other] = isPurged(newer) ? [newer, older] : [older, newer];
    // Who threw it away too wants it gone, unless they wrote in it: then it stays, in the trash.
    const isWanted = isDeleted(other.fields) ? this.#isRewritten(other) : this.#isEdited(other);
    if (!isWanted) return gone;
    this.isResurrected = true;
    return other;
  }

  /** Whether the entry lives: a deletion counts only where the other side left the entry alone. */
  merge(newer: FieldGroup, older: FieldGroup): FieldGroup {
    const {state, deleted_at} = this.#was;
    const base: FieldGroup = {state, deleted_at};
    const [deleted, other, deletedRecord, otherRecord] = isDeleted(newer)
      ? [newer, older, this.#newer, this.#older]
      : [older, newer, this.#older, this.#newer];
    if (!isDeleted(deleted)) {
      if (sameFieldGroup(newer, base)) return older;
      if (!sameFieldGroup(older, base)) this.isConflicting = true;
      return newer;
    }
    if (isDeleted(other)) return canonicalOrder(newer, older, 'deleted_at') >= 0 ? newer : older;
    // An undo takes back what one side had just made, and the other side made it as well.
    if (this.#base === undefined && isUnchangedSince(deletedRecord)) return other;
    if (!isDeleted(base) && !this.#isEdited(otherRecord)) return deleted;
    // Taken out of the trash by one side while the other left it there.
    if (isDeleted(base) && sameFieldGroup(deleted, base)) return other;
    // An undo had put away what follows in a series: made again by one side, removed by a person on the other.
    if (isDeleted(base) && isUnchangedSince(otherRecord) && !isUnchangedSince(deletedRecord))
      return deleted;
    this.isResurrected = true;
    return other;
  }

  #isEdited(record: VaultRecord): boolean {
    if (this.#base === undefined) {
      const {created_at: created, updated_at: updated} = record.fields;
      return updated !== undefined && updated !== created;
    }
    const life = (each: VaultRecord) => [
      each.fields['state'] ?? null,
      each.fields['deleted_at'] ?? null,
    ];
    return this.#isRewritten(record) || !sameValue(life(record), life(this.#base));
  }

  /** Whether something other than its life was changed since the version agreed on. */
  #isRewritten(record: VaultRecord): boolean {
    const bare = (each: VaultRecord): string => {
      const {state, deleted_at, updated_at, ...fields} = each.fields;
      return contentOf({...each, fields});
    };
    return this.#base !== undefined && bare(record) !== bare(this.#base);
  }
}

/** Nobody changed it since it was made; the undo that takes a derived entry back leaves this so. */
export const isUnchangedSince = ({fields}: VaultRecord): boolean =>
  fields['updated_at'] === undefined || fields['updated_at'] === fields['created_at'];

const isDeleted = (side: FieldGroup): boolean =>
  side['state'] === 'trashed' || side['state'] === 'purged';

const isPurged = (record: VaultRecord): boolean => record.fields['state'] === 'purged';
