/** What two devices said differently about one field: kept as a thing of its own until a person decides. */
import {derivedId} from '../../ground/ids.ts';
import {laterOf, type Stamp} from '../../ground/stamp.ts';
import {canonical, type Json, type VaultRecord} from './record.ts';

/** One side of a conflict: what was said, and by which write. */
interface Said {
  readonly value: Json;
  readonly stamp: Stamp;
}

export interface ConflictOf {
  readonly entry: string;
  readonly entryKind: string;
  /** A field's name, a group's (`status`), `body`, or `extra:KEY`. */
  readonly field: string;
  readonly sides: readonly [Said, Said];
  /** The conflict that both sides decided, each in its own way: this is another one, over the same values. */
  readonly after?: string | undefined;
}

const largestInFront = 8 * 1024;

/**
 * The record of a conflict. Its id comes from entry, field, both values and the two versions that said
 * them, whoever finds it and in whichever order, so that all devices make the same one. Without the
 * versions the same two values would pass, the second time, for what was decided the first time.
 */
export function conflictRecord({entry, entryKind, field, sides, after}: ConflictOf): VaultRecord {
  const [first, second] = [...sides].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)) as [
    Said,
    Said,
  ];
  const texts = [canonical(first.value), canonical(second.value)];
  const stamps = [first.stamp, second.stamp];
  const isSmall = texts.join('').length <= largestInFront;
  return {
    id: derivedId(
      'conflict',
      entry,
      field,
      ...texts,
      ...stamps,
      ...(after === undefined ? [] : [after]),
    ),
    kind: 'conflict',
    stamp: laterOf(first.stamp, second.stamp),
    fields: {
      entry,
      entry_kind: entryKind,
      field,
      ...(isSmall && {values: [first.value, second.value]}),
      stamps,
    },
    // Long texts do not fit into a front matter.
    body: isSmall ? '' : `${texts[0]}\n${texts[1]}\n`,
    extra: {},
    turns: [],
  };
}

const sortKey = ({value}: Said): string => canonical(value);

/** A conflict as read back; undefined when the record is not (or no longer) a whole one. */
export interface OpenConflict extends ConflictOf {
  readonly id: string;
  /** What a person decided, if one has. */
  readonly chosen: {readonly value: Json} | undefined;
}

export function parseConflict(record: VaultRecord): OpenConflict | undefined {
  const {entry, entry_kind: entryKind, field, stamps, chosen} = record.fields;
  const values = record.fields['values'] ?? parseLines(record.body);
  if (typeof entry !== 'string' || typeof entryKind !== 'string' || typeof field !== 'string')
    return undefined;
  if (!Array.isArray(values) || values.length !== 2) return undefined;
  const [a, b] = Array.isArray(stamps) ? stamps : [];
  const sides: [Said, Said] = [
    {value: values[0]!, stamp: String(a ?? record.stamp)},
    {value: values[1]!, stamp: String(b ?? record.stamp)},
  ];
  return {id: record.id, entry, entryKind, field, sides, chosen: parseChosen(chosen)};
}

/**
 * True when two conflicts ask the same question: the same values, one of them said by the same write. The
 * other's version has another stamp where it was merged into a mixture meanwhile.
 */
export function isSameQuestion(a: ConflictOf, b: ConflictOf): boolean {
  if (a.entry !== b.entry || a.field !== b.field) return false;
  const values = ({sides}: ConflictOf) => sides.map(sortKey).sort().join('\n');
  const saidBy = ({sides}: ConflictOf) => sides.map(side => `${side.stamp} ${sortKey(side)}`);
  const others = new Set(saidBy(b));
  return values(a) === values(b) && saidBy(a).some(side => others.has(side));
}

const parseChosen = (chosen: Json | undefined): {value: Json} | undefined =>
  Array.isArray(chosen) && chosen.length === 1 ? {value: chosen[0] as Json} : undefined;

/** How a decision is written into the record; a list, so that "nothing" can be chosen too. */
export const chosenAs = (value: Json): Json => [value];

function parseLines(body: string): Json | undefined {
  try {
    return body
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Json);
  } catch {
    return undefined;
  }
}
