/**
 * Three versions of one entry become one: a pure function, with the same answer on every device and
 * in either order. What only one side changed is taken; where both did, the later edit is shown and
 * the other kept as a conflict. Nothing that a person wrote is dropped.
 */
import {nextHlc, parseStamp, type Stamp, stampOf, zeroHlc} from '../stamp.ts';
import {conflictRecord} from './conflict.ts';
import {beginningOf, type Field, fieldsOf, lifeGroup} from './fields.ts';
import {mergeSets} from './merge-set.ts';
import {
  contentOf,
  type Fields,
  isEmpty,
  type Json,
  sameValue,
  type VaultRecord,
  withoutEmpty,
} from './record.ts';
import {mergeTurns} from './turns.ts';

export interface MergeInput {
  /** What both sides last agreed on; absent when each made the entry by itself. */
  readonly base: VaultRecord | undefined;
  readonly a: VaultRecord;
  readonly b: VaultRecord;
  /** The merge of the bodies that `bodiesToMerge` asked for; undefined when it did not come out clean. */
  readonly body?: string | undefined;
}

export interface Merged {
  readonly record: VaultRecord;
  /** Records of kind `conflict` for what both sides said differently. */
  readonly conflicts: readonly VaultRecord[];
  /** One side deleted what the other one edited; the entry is back. */
  readonly isReturned: boolean;
}

/** The texts that a line merge must be tried on before `mergeRecords`, in a fixed order. */
export function bodiesToMerge({
  base,
  a,
  b,
}: MergeInput):
  | {readonly base: string; readonly newer: string; readonly older: string}
  | undefined {
  if (base === undefined || a.body === b.body) return undefined;
  if (a.body === base.body || b.body === base.body) return undefined;
  const [newer, older] = byAge(a, b);
  return {base: base.body, newer: newer.body, older: older.body};
}

export function mergeRecords(input: MergeInput): Merged {
  const [newer, older] = byAge(input.a, input.b);
  const merge = new Merge(input.base, newer, older);
  const whole = merge.purged();
  if (whole) return {record: whole, conflicts: [], isReturned: merge.isReturned};
  const fields = merge.fields();
  const record = {
    id: newer.id,
    kind: newer.kind,
    fields,
    body: merge.body(input.body),
    extra: merge.extra(),
    turns: mergeTurns(newer.turns, older.turns),
  };
  const stamp = stampFor(record, newer, older);
  return {record: {...record, stamp}, conflicts: merge.conflicts, isReturned: merge.isReturned};
}

/** Nobody changed it since it was made; the undo that takes a derived entry back leaves this so. */
const isUntouched = ({fields}: VaultRecord): boolean =>
  fields['updated_at'] === undefined || fields['updated_at'] === fields['created_at'];

/** A later task of a series: the first one gives the series its name. */
const isSuccessor = ({id, fields}: VaultRecord): boolean =>
  fields['series_id'] !== undefined && fields['series_id'] !== id;

/** The later write first; content decides between writes of one stamp. */
function byAge(a: VaultRecord, b: VaultRecord): readonly [VaultRecord, VaultRecord] {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp ? [a, b] : [b, a];
  return contentOf(a) >= contentOf(b) ? [a, b] : [b, a];
}

/**
 * What is equal to one side keeps that side's stamp; a mixture gets one that comes after both and
 * names no device, because every device makes the same.
 */
function stampFor(
  record: Omit<VaultRecord, 'stamp'>,
  newer: VaultRecord,
  older: VaultRecord,
): Stamp {
  const content = contentOf({...record, stamp: ''});
  if (content === contentOf(newer)) return newer.stamp;
  if (content === contentOf(older)) return older.stamp;
  const last = parseStamp(newer.stamp)?.hlc ?? zeroHlc;
  return stampOf(nextHlc(last, 0), 'merge');
}

class Merge {
  readonly conflicts: VaultRecord[] = [];
  isReturned = false;
  readonly #base: VaultRecord | undefined;
  readonly #newer: VaultRecord;
  readonly #older: VaultRecord;
  readonly #was: Fields;

  constructor(base: VaultRecord | undefined, newer: VaultRecord, older: VaultRecord) {
    this.#base = base;
    this.#newer = newer;
    this.#older = older;
    this.#was = base?.fields ?? beginningOf(newer.kind);
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
    this.isReturned = true;
    return other;
  }

  fields(): Fields {
    const groups = Map.groupBy(fieldsOf(this.#newer.kind).values(), field => field.group);
    const merged: Record<string, Json | undefined> = {};
    for (const [name, group] of groups) Object.assign(merged, this.#group(name, group));
    // Both made the same derived entry and nobody touched either: it is still untouched.
    if (this.#base === undefined && isUntouched(this.#newer) && isUntouched(this.#older)) {
      merged['updated_at'] = merged['created_at'];
    }
    // Two decisions are open as a new conflict; taking one of them back does not open the old one too.
    if (this.#newer.kind === 'conflict' && this.conflicts.length > 0) merged['operation'] = null;
    return withoutEmpty(merged);
  }

  #group(name: string, group: readonly Field[]): Record<string, Json | undefined> {
    const [base, newer, older] = [this.#was, this.#newer.fields, this.#older.fields].map(fields =>
      Object.fromEntries(group.map(field => [field.name, fields[field.name]])),
    ) as [Sliver, Sliver, Sliver];
    if (sameSliver(newer, older) || sameSliver(older, base)) {
      return name === lifeGroup && !sameSliver(newer, older) ? this.#life(newer, older) : newer;
    }
    if (name === lifeGroup) return this.#life(newer, older);
    if (sameSliver(newer, base)) return older;
    const [first] = group as [Field];
    switch (first.rule) {
      case 'set':
        return {[name]: this.#set(name)};
      case 'first':
        return canonicalOrder(newer, older, name) <= 0 ? newer : older;
      case 'last':
        return canonicalOrder(newer, older, name) >= 0 ? newer : older;
      case 'ending':
        if (!sameValue(newer[name], older[name])) return this.#pick(name, newer, older);
        return canonicalOrder(newer, older, 'completed_at') <= 0 ? newer : older;
      case 'computed': {
        const spoken = this.#spoken();
        if (spoken === undefined) return this.#pick(name, newer, older);
        return spoken === this.#newer ? newer : older;
      }
      case 'pick':
        return this.#pick(name, newer, older);
    }
  }

  #pick(name: string, newer: Sliver, older: Sliver): Sliver {
    this.#contest(name, valueOfGroup(name, newer), valueOfGroup(name, older));
    return newer;
  }

  /**
   * Of a task that both sides made because it follows another: the side that somebody touched, or
   * the one that was made first where nobody did. Undefined for all that was written.
   */
  #spoken(): VaultRecord | undefined {
    const [newer, older] = [this.#newer, this.#older];
    if (this.#base !== undefined || !isSuccessor(newer) || !isSuccessor(older)) return undefined;
    if (isUntouched(newer) && isUntouched(older)) {
      return canonicalOrder(newer.fields, older.fields, 'created_at') <= 0 ? newer : older;
    }
    if (isUntouched(newer)) return older;
    return isUntouched(older) ? newer : undefined;
  }

  /** Whether the entry lives: a deletion counts only where the other side left the entry alone. */
  #life(newer: Sliver, older: Sliver): Sliver {
    const base: Sliver = {state: this.#was['state'], deleted_at: this.#was['deleted_at']};
    const [deleted, other, deletedRecord, otherRecord] = isDeleted(newer)
      ? [newer, older, this.#newer, this.#older]
      : [older, newer, this.#older, this.#newer];
    if (!isDeleted(deleted)) {
      if (sameSliver(newer, base)) return older;
      if (!sameSliver(older, base))
        this.#contest(lifeGroup, newer['state'] ?? null, older['state'] ?? null);
      return newer;
    }
    if (isDeleted(other)) return canonicalOrder(newer, older, 'deleted_at') >= 0 ? newer : older;
    // An undo takes back what one side had just made, and the other side made it as well.
    if (this.#base === undefined && isUntouched(deletedRecord)) return other;
    if (!isDeleted(base) && !this.#isEdited(otherRecord)) return deleted;
    // Taken out of the trash by one side while the other left it there.
    if (isDeleted(base) && sameSliver(deleted, base)) return other;
    this.isReturned = true;
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

  #set(name: string): Json {
    const [now, other] = [this.#newer.fields[name], this.#older.fields[name]];
    const {items, isContested} = mergeSets(this.#was[name], now, other);
    if (isContested) this.#contest(name, now ?? [], other ?? []);
    return items;
  }

  body(merged: string | undefined): string {
    const [base, newer, older] = [this.#base?.body ?? '', this.#newer.body, this.#older.body];
    if (newer === older || older === base) return newer;
    if (newer === base) return older;
    if (merged !== undefined) return merged;
    this.#contest('body', newer, older);
    return newer;
  }

  extra(): VaultRecord['extra'] {
    const [base, newer, older] = [this.#base?.extra ?? {}, this.#newer.extra, this.#older.extra];
    const merged: Record<string, string> = {};
    for (const key of new Set([...Object.keys(newer), ...Object.keys(older)])) {
      const [was, now, other] = [base[key], newer[key], older[key]];
      const isChosen = now === other || other === was;
      const chosen = isChosen ? now : now === was ? other : now;
      if (!isChosen && now !== was) this.#contest(`extra:${key}`, now ?? null, other ?? null);
      if (chosen !== undefined) merged[key] = chosen;
    }
    return merged;
  }

  /** Keeps both values. Two decisions about one conflict become a new conflict about the entry. */
  #contest(field: string, newer: Json, older: Json): void {
    const isDecision = this.#newer.kind === 'conflict';
    if (isDecision && field !== 'chosen') return;
    // A decision that was taken back is no second opinion.
    if (isDecision && (isEmpty(newer) || isEmpty(older))) return;
    const about = this.#newer.fields;
    const sides = [
      {value: isDecision ? decided(newer) : newer, stamp: this.#newer.stamp},
      {value: isDecision ? decided(older) : older, stamp: this.#older.stamp},
    ] as const;
    this.conflicts.push(
      conflictRecord(
        isDecision
          ? {
              entry: String(about['entry']),
              entryKind: String(about['entry_kind']),
              field: String(about['field']),
              sides,
              after: this.#newer.id,
            }
          : {entry: this.#newer.id, entryKind: this.#newer.kind, field, sides},
      ),
    );
  }
}

type Sliver = Readonly<Record<string, Json | undefined>>;

const sameSliver = (a: Sliver, b: Sliver): boolean =>
  Object.keys(a).every(name => sameValue(a[name], b[name]));

const isDeleted = (side: Sliver): boolean =>
  side['state'] === 'trashed' || side['state'] === 'purged';

const isPurged = (record: VaultRecord): boolean => record.fields['state'] === 'purged';

const decided = (chosen: Json): Json => (Array.isArray(chosen) ? (chosen[0] as Json) : chosen);

function canonicalOrder(a: Sliver, b: Sliver, name: string): number {
  const [x, y] = [a, b].map(side => (isEmpty(side[name]) ? '' : JSON.stringify(side[name])));
  return x! < y! ? -1 : x === y ? 0 : 1;
}

/** A single field's value, or an object for fields that belong together. */
const valueOfGroup = (name: string, sliver: Sliver): Json =>
  Object.keys(sliver).length === 1
    ? (sliver[name] ?? null)
    : Object.fromEntries(Object.entries(sliver).map(([key, value]) => [key, value ?? null]));
