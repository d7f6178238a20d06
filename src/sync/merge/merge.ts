/**
 * Three versions of one entry become one: a pure function, with the same answer on every device and
 * in either order. What only one side changed is taken; where both did, the later edit is shown and
 * the other kept as a conflict. Nothing that a person wrote is dropped.
 */

import {mergeSets} from '../../entries/merge-set.ts';
import {
  isWrongAhead,
  nextHlc,
  parseStamp,
  type Stamp,
  stampMs,
  stampOf,
  zeroHlc,
} from '../../ground/stamp.ts';
import {conflictRecord} from '../records/conflict.ts';
import {beginningOf, lifeGroup, type VaultField, vaultFieldsOf} from '../records/fields.ts';
import {
  contentOf,
  type Fields,
  isEmpty,
  type Json,
  sameValue,
  type VaultRecord,
  withoutEmpty,
} from '../records/record.ts';
import {mergeTurns} from '../records/turns.ts';
import {canonicalOrder, type FieldGroup, sameFieldGroup, valueOfGroup} from './field-group.ts';
import {isUnchangedSince, Lifecycle} from './merge-lifecycle.ts';

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
  readonly isResurrected: boolean;
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
  const whole = merge.life.purged();
  if (whole) return {record: whole, conflicts: [], isResurrected: merge.life.isResurrected};
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
  return {
    record: {...record, stamp},
    conflicts: merge.conflicts,
    isResurrected: merge.life.isResurrected,
  };
}

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
  if (content === contentOf(newer)) {
    // Another device put the time of a clock far ahead right. Otherwise the later stamp counts: with the
    // earlier one, what was changed and changed back would pass for an old version put back by a remote.
    const isPutRight =
      isWrongAhead(newer.stamp, stampMs(older.stamp) ?? 0) && content === contentOf(older);
    return isPutRight ? older.stamp : newer.stamp;
  }
  if (content === contentOf(older)) return older.stamp;
  const last = parseStamp(newer.stamp)?.hlc ?? zeroHlc;
  return stampOf(nextHlc(last, 0), 'merge');
}

class Merge {
  readonly conflicts: VaultRecord[] = [];
  readonly life: Lifecycle;
  readonly #base: VaultRecord | undefined;
  readonly #newer: VaultRecord;
  readonly #older: VaultRecord;
  readonly #was: Fields;

  constructor(base: VaultRecord | undefined, newer: VaultRecord, older: VaultRecord) {
    this.#base = base;
    this.#newer = newer;
    this.#older = older;
    this.#was = base?.fields ?? beginningOf(newer.kind);
    this.life = new Lifecycle(base, newer, older, this.#was);
  }

  fields(): Fields {
    const groups = Map.groupBy(vaultFieldsOf(this.#newer.kind).values(), field => field.group);
    const merged: Record<string, Json | undefined> = {};
    for (const [name, group] of groups) Object.assign(merged, this.#group(name, group));
    // Both made the same derived entry and nobody touched either: it is still untouched.
    if (
      this.#base === undefined &&
      isUnchangedSince(this.#newer) &&
      isUnchangedSince(this.#older)
    ) {
      merged['updated_at'] = merged['created_at'];
    }
    if (merged['status'] === 'cancelled')
      Object.assign(merged, this.#skipped(merged['except_dates']));
    // Two decisions are open as a new conflict; taking one of them back does not open the old one too.
    if (this.#newer.kind === 'conflict' && this.conflicts.length > 0) merged['operation'] = null;
    return withoutEmpty(merged);
  }

  /** What one side skipped while the other took it up again says so by its date, or its end were that of the series. */
  #skipped(dates: Json | undefined): Fields {
    const ended = [this.#newer, this.#older].filter(({fields}) => fields['status'] === 'cancelled');
    const [side, other] = ended;
    const {occurrence, except_dates: left} = side?.fields ?? {};
    if (other || typeof occurrence !== 'string') return {};
    if (!Array.isArray(left) || !left.includes(occurrence)) return {};
    return {
      except_dates: [...new Set([...((dates ?? []) as readonly string[]), occurrence])].sort(),
    };
  }

  #group(name: string, group: readonly VaultField[]): Record<string, Json | undefined> {
    const [base, newer, older] = [this.#was, this.#newer.fields, this.#older.fields].map(fields =>
      Object.fromEntries(group.map(field => [field.name, fields[field.name]])),
    ) as [FieldGroup, FieldGroup, FieldGroup];
    if (sameFieldGroup(newer, older) || sameFieldGroup(older, base)) {
      return name === lifeGroup && !sameFieldGroup(newer, older)
        ? this.#lives(newer, older)
        : newer;
    }
    if (name === lifeGroup) return this.#lives(newer, older);
    if (sameFieldGroup(newer, base)) return older;
    const [first] = group as [VaultField];
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

  #lives(newer: FieldGroup, older: FieldGroup): FieldGroup {
    const merged = this.life.merge(newer, older);
    if (this.life.isConflicting)
      this.#contest(lifeGroup, newer['state'] ?? null, older['state'] ?? null);
    return merged;
  }

  #pick(name: string, newer: FieldGroup, older: FieldGroup): FieldGroup {
    const [field, another] = Object.keys(newer).filter(
      each => !sameValue(newer[each], older[each]),
    );
    // Of a task that both moved, the date alone is asked about.
    if (field !== undefined && field !== name && another === undefined)
      this.#contest(field, newer[field] ?? null, older[field] ?? null);
    else this.#contest(name, valueOfGroup(name, newer), valueOfGroup(name, older));
    return newer;
  }

  /**
   * Of a task that both sides made because it follows another: the side that somebody touched, or
   * the one that was made first where nobody did. Undefined for all that was written.
   */
  #spoken(): VaultRecord | undefined {
    const [newer, older] = [this.#newer, this.#older];
    if (this.#base !== undefined || !isSuccessor(newer) || !isSuccessor(older)) return undefined;
    if (isUnchangedSince(newer) && isUnchangedSince(older)) {
      return canonicalOrder(newer.fields, older.fields, 'created_at') <= 0 ? newer : older;
    }
    if (isUnchangedSince(newer)) return older;
    return isUnchangedSince(older) ? newer : undefined;
  }

  #set(name: string): Json {
    const [now, other] = [this.#newer.fields[name], this.#older.fields[name]];
    const {items, isConflicting} = mergeSets(this.#was[name], now, other);
    if (isConflicting) this.#contest(name, now ?? [], other ?? []);
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

const decided = (chosen: Json): Json => (Array.isArray(chosen) ? (chosen[0] as Json) : chosen);
