import {describe, expect, test} from 'vitest';
import {laterOf} from '../../src/ground/stamp.ts';
import {
  bodiesToMerge,
  type Merged,
  type MergeInput,
  mergeRecords,
} from '../../src/sync/merge/merge.ts';
import {isSameQuestion, parseConflict} from '../../src/sync/records/conflict.ts';
import {folders, vaultFieldsOf} from '../../src/sync/records/fields.ts';
import {
  canonical,
  contentOf,
  type Json,
  sameContent,
  sameValue,
  type VaultRecord,
  withoutEmpty,
} from '../../src/sync/records/record.ts';
import {mergeTurns} from '../../src/sync/records/turns.ts';
import {fc} from '../support/random.ts';
import {mergeLines} from './merge-lines.ts';
import {anyId, anyRecord, anyStamp, anyText, anyTurns, anyValue} from './records.ts';

const id = '3f9a0000-0000-4000-8000-000000000001';
const record = (more: Partial<VaultRecord> = {}): VaultRecord => ({
  id,
  kind: 'note',
  stamp: '0000000000000001-aa',
  fields: {title: 'Boiler', state: 'active', tags: ['home']},
  body: 'one\ntwo\nthree\n',
  extra: {},
  turns: [],
  ...more,
});
const early = '0000000000000002-aa';
const late = '0000000000000003-bb';
const edit = (stamp: string, fields: VaultRecord['fields'], more: Partial<VaultRecord> = {}) =>
  record({stamp, fields: withoutEmpty({...record().fields, ...fields}), ...more});

function merge(input: Omit<MergeInput, 'body'>): Merged {
  const bodies = bodiesToMerge(input);
  return mergeRecords({...input, body: bodies && mergeLines(bodies)});
}

const valuesOf = (conflict: VaultRecord): readonly Json[] =>
  parseConflict(conflict)!.sides.map(side => side.value);

describe('two edits of one entry', () => {
  test('in different fields are both taken', () => {
    const {record: merged, conflicts} = merge({
      base: record(),
      a: edit(early, {title: 'Boiler service'}),
      b: edit(late, {pinned: true}),
    });
    expect(merged.fields).toMatchObject({title: 'Boiler service', pinned: true});
    expect(conflicts).toEqual([]);
    expect(merged.stamp).toBe('0000000000000004-merge');
  });

  test('in one field: the later is shown, the other is kept', () => {
    const {record: merged, conflicts} = merge({
      base: record(),
      a: edit(late, {title: 'Boiler check'}),
      b: edit(early, {title: 'Heating'}),
    });
    expect(merged.fields['title']).toBe('Boiler check');
    expect(conflicts).toHaveLength(1);
    expect(valuesOf(conflicts[0]!)).toEqual(['Boiler check', 'Heating']);
    expect(parseConflict(conflicts[0]!)).toMatchObject({
      entry: id,
      entryKind: 'note',
      field: 'title',
    });
  });

  test('of tags count one by one', () => {
    const {record: merged, conflicts} = merge({
      base: edit(early, {tags: ['a', 'b', 'c']}),
      a: edit(early, {tags: ['a', 'c', 'x']}),
      b: edit(late, {tags: ['a', 'b', 'y']}),
    });
    expect(merged.fields['tags']).toEqual(['a', 'x', 'y']);
    expect(conflicts).toEqual([]);
  });

  test('of milestones merge by title, and a milestone that both changed is a conflict', () => {
    const goal = (stamp: string, milestones: Json) =>
      record({kind: 'goal', stamp, fields: {milestones}});
    const base = goal(early, [{title: 'A'}, {title: 'B'}]);
    const done = merge({
      base,
      a: goal(early, [{title: 'A', done_at: '2026-01-01'}, {title: 'B'}]),
      b: goal(late, [{title: 'A'}, {title: 'C'}, {title: 'B'}]),
    });
    expect(done.record.fields['milestones']).toEqual([
      {title: 'A', done_at: '2026-01-01'},
      {title: 'C'},
      {title: 'B'},
    ]);
    expect(done.conflicts).toEqual([]);
    const both = merge({
      base,
      a: goal(early, [{title: 'A', due: '2026-01-01'}, {title: 'B'}]),
      b: goal(late, [{title: 'A', due: '2026-02-02'}, {title: 'B'}]),
    });
    expect(both.record.fields['milestones']).toEqual([
      {title: 'A', due: '2026-02-02'},
      {title: 'B'},
    ]);
    expect(both.conflicts.map(conflict => conflict.fields['field'])).toEqual(['milestones']);
  });

  test('that belong together are not mixed: done on one device, cancelled on the other', () => {
    const task = (stamp: string, fields: VaultRecord['fields']) =>
      record({kind: 'task', stamp, fields});
    const {record: merged, conflicts} = merge({
      base: task(early, {status: 'pending'}),
      a: task(early, {status: 'completed', completed_at: '2026-11-21'}),
      b: task(late, {status: 'cancelled'}),
    });
    expect(merged.fields).toEqual({status: 'cancelled'});
    expect(valuesOf(conflicts[0]!)).toEqual(
      [
        {status: 'cancelled', completed_at: null},
        {status: 'completed', completed_at: '2026-11-21'},
      ].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)),
    );
  });

  test('of the text merge by lines, and an overlap keeps both texts whole', () => {
    const base = record();
    const clean = merge({
      base,
      a: edit(early, {}, {body: 'ONE\ntwo\nthree\n'}),
      b: edit(late, {}, {body: 'one\ntwo\nTHREE\n'}),
    });
    expect(clean.record.body).toBe('ONE\ntwo\nTHREE\n');
    const overlap = merge({
      base,
      a: edit(early, {}, {body: 'mine\ntwo\nthree\n'}),
      b: edit(late, {}, {body: 'yours\ntwo\nthree\n'}),
    });
    expect(overlap.record.body).toBe('yours\ntwo\nthree\n');
    expect(valuesOf(overlap.conflicts[0]!)).toEqual(['mine\ntwo\nthree\n', 'yours\ntwo\nthree\n']);
  });

  test('of texts too long for a front matter are kept in the body of the conflict', () => {
    const [a, b] = ['a', 'b'].map(letter => `${letter.repeat(60_000)}\n\u2028`);
    const {conflicts} = merge({
      base: record(),
      a: edit(early, {}, {body: a!}),
      b: edit(late, {}, {body: b!}),
    });
    expect(valuesOf(conflicts[0]!)).toEqual([a, b]);
  });

  test('of keys that this memu does not know follow the same rules', () => {
    const {record: merged, conflicts} = merge({
      base: record({extra: {mood: 'mood: 1\n', zone: 'zone: a\n'}}),
      a: record({stamp: early, extra: {mood: 'mood: 2\n', zone: 'zone: b\n'}}),
      b: record({stamp: late, extra: {zone: 'zone: c\n', mood: 'mood: 1\n'}}),
    });
    expect(merged.extra).toEqual({mood: 'mood: 2\n', zone: 'zone: c\n'});
    expect(conflicts.map(conflict => conflict.fields['field'])).toEqual(['extra:zone']);
  });
});

describe('deleting', () => {
  const trash = (stamp: string, at = '2026-11-21T00:00:00.000Z') =>
    edit(stamp, {state: 'trashed', deleted_at: at});

  test('what the other side left alone is deleted', () => {
    const {record: merged, isResurrected} = merge({base: record(), a: trash(early), b: record()});
    expect(merged.fields['state']).toBe('trashed');
    expect(isResurrected).toBe(false);
  });

  test('what the other side edited stays, and says so', () => {
    for (const [trashed, edited] of [
      [early, late],
      [late, early],
    ] as const) {
      const {
        record: merged,
        isResurrected,
        conflicts,
      } = merge({
        base: record(),
        a: trash(trashed),
        b: edit(edited, {title: 'Still needed'}),
      });
      expect(merged.fields).toMatchObject({state: 'active', title: 'Still needed'});
      expect(merged.fields).not.toHaveProperty('deleted_at');
      expect(isResurrected).toBe(true);
      expect(conflicts).toEqual([]);
    }
  });

  test('on both sides is deleted', () => {
    const {record: merged, conflicts} = merge({
      base: record(),
      a: trash(early, '2026-11-21T00:00:00.000Z'),
      b: trash(late, '2026-11-20T00:00:00.000Z'),
    });
    expect(merged.fields).toMatchObject({state: 'trashed', deleted_at: '2026-11-21T00:00:00.000Z'});
    expect(conflicts).toEqual([]);
  });

  test('a purge takes all of an entry that was left alone, and nothing of one that was edited', () => {
    const purged = record({stamp: late, fields: {state: 'purged'}, body: ''});
    expect(merge({base: record(), a: purged, b: record()}).record).toEqual(purged);
    expect(merge({base: record(), a: purged, b: trash(early)}).record).toEqual(purged);
    const edited = edit(early, {title: 'Still needed'});
    const {record: merged, isResurrected} = merge({base: record(), a: purged, b: edited});
    expect(merged).toEqual(edited);
    expect(isResurrected).toBe(true);
  });

  test('a purge leaves in the trash what was written in there meanwhile', () => {
    const purged = record({stamp: late, fields: {state: 'purged'}, body: ''});
    const binned = trash(early);
    const base = {...binned, stamp: record().stamp};
    expect(merge({base, a: purged, b: base}).record).toEqual(purged);
    const edited = {...binned, body: 'one\nstill needed\nthree\n'};
    const {record: merged, isResurrected} = merge({base, a: purged, b: edited});
    expect(merged).toEqual(edited);
    expect(isResurrected).toBe(true);
  });

  test('a thing taken out of the trash by one side is out for both', () => {
    const {record: merged} = merge({base: trash(early), a: edit(late, {}), b: trash(early)});
    expect(merged.fields['state']).toBe('active');
  });

  const thrownAway = {state: 'trashed', deleted_at: '2026-11-21T05:00:00.000Z'};

  test('an occurrence that one device trashed is not brought back by another that makes it anew', () => {
    const made = {created_at: '2026-11-21T00:00:00.000Z', updated_at: '2026-11-21T00:00:00.000Z'};
    const {record: merged} = merge({
      base: undefined,
      a: edit(late, made),
      b: edit(early, {...made, ...thrownAway, updated_at: thrownAway.deleted_at}),
    });
    expect(merged.fields['state']).toBe('trashed');
  });

  test('an occurrence that one device took back by an undo stays where another made it', () => {
    const made = {created_at: '2026-11-21T00:00:00.000Z', updated_at: '2026-11-21T00:00:00.000Z'};
    const later = {created_at: '2026-11-21T03:00:00.000Z', updated_at: '2026-11-21T03:00:00.000Z'};
    const {record: merged} = merge({
      base: undefined,
      a: edit(late, {...later, ...thrownAway}),
      b: edit(early, made),
    });
    expect(merged.fields['state']).toBe('active');
    expect(merged.fields['updated_at']).toBe(merged.fields['created_at']);
  });
});

describe('entries without a common past', () => {
  test('the same occurrence of a recurring task is one, and done stays done', () => {
    const task = (stamp: string, fields: VaultRecord['fields']) =>
      record({kind: 'task', stamp, fields: {title: 'Water plants', ...fields}});
    const {record: merged, conflicts} = merge({
      base: undefined,
      a: task(late, {status: 'pending', created_at: '2026-11-21T02:00:00.000Z'}),
      b: task(early, {
        status: 'completed',
        completed_at: '2026-11-21',
        created_at: '2026-11-21T01:00:00.000Z',
      }),
    });
    expect(merged.fields).toMatchObject({
      status: 'completed',
      created_at: '2026-11-21T01:00:00.000Z',
    });
    expect(conflicts).toEqual([]);
  });
});

describe('decisions about a conflict', () => {
  const conflict = merge({
    base: record(),
    a: edit(early, {title: 'A'}),
    b: edit(late, {title: 'B'}),
  }).conflicts[0]!;
  const decide = (stamp: string, value: Json): VaultRecord => ({
    ...conflict,
    stamp,
    fields: {...conflict.fields, chosen: [value], resolved_at: '2026-11-21T00:00:00.000Z'},
  });

  test('one is taken everywhere', () => {
    const {record: merged} = merge({
      base: conflict,
      a: decide('0000000000000005-aa', 'A'),
      b: conflict,
    });
    expect(parseConflict(merged)!.chosen).toEqual({value: 'A'});
  });

  test('one that was taken back is open again, and is no second opinion', () => {
    const first = decide('0000000000000005-aa', 'A');
    const {chosen, ...fields} = first.fields;
    const open: VaultRecord = {
      ...first,
      stamp: '0000000000000007-aa',
      fields: {...fields, withdrawn: chosen!},
    };
    const still = merge({base: first, a: open, b: first});
    expect(parseConflict(still.record)!.chosen).toBeUndefined();
    const both = {base: first, a: open, b: decide('0000000000000006-bb', 'C')};
    for (const input of [both, {...both, a: both.b, b: both.a}]) {
      const {record: merged, conflicts} = merge(input);
      expect(parseConflict(merged)!.chosen).toBeUndefined();
      expect(conflicts).toEqual([]);
    }
    const anew = merge({...both, base: conflict});
    expect(parseConflict(anew.record)!.chosen).toEqual({value: 'C'});
  });

  test('two different ones become one new conflict about the entry', () => {
    const {record: merged, conflicts} = merge({
      base: conflict,
      a: decide('0000000000000005-aa', 'A'),
      b: decide('0000000000000006-bb', 'C'),
    });
    expect(parseConflict(merged)!.chosen).toEqual({value: 'C'});
    expect(conflicts).toHaveLength(1);
    expect(parseConflict(conflicts[0]!)).toMatchObject({entry: id, field: 'title'});
    expect(valuesOf(conflicts[0]!)).toEqual(['A', 'C']);
  });

  test('two that each keep their own side are no old conflict, which would pass for decided', () => {
    const {conflicts} = merge({
      base: conflict,
      a: decide('0000000000000005-aa', 'A'),
      b: decide('0000000000000006-bb', 'B'),
    });
    expect(conflicts).toHaveLength(1);
    expect(valuesOf(conflicts[0]!)).toEqual(valuesOf(conflict));
    expect(conflicts[0]!.id).not.toBe(conflict.id);
  });
});

// A base perturbed twice, as two devices do: most fields untouched, some emptied, some changed.
const bodies = () =>
  fc.constantFrom(
    '',
    'one\ntwo\nthree\n',
    'one\n2\nthree\n',
    'one\ntwo\n3\n',
    '1\ntwo\nthree\n',
    'other\n',
  );
const states = fc.constantFrom<VaultRecord['fields']>(
  {},
  {state: 'active'},
  {state: 'proposed'},
  {state: 'trashed', deleted_at: '2026-01-01T00:00:00.000Z'},
  {state: 'trashed', deleted_at: '2026-01-02T00:00:00.000Z'},
);
const smallList = fc.subarray(['a', 'b', 'c', 'd']);

type Edit = (base: VaultRecord) => VaultRecord;

const anyChanges = (kind: string): fc.Arbitrary<VaultRecord['fields']> => {
  const changes = [...vaultFieldsOf(kind).values()].map(
    field => [field.name, fc.option(anyValue(field))] as const,
  );
  return fc
    .subarray(changes, {maxLength: 3})
    .chain(some => fc.record(Object.fromEntries(some)) as fc.Arbitrary<VaultRecord['fields']>);
};

const anyEdit = (kind: string): fc.Arbitrary<Edit> =>
  fc
    .tuple(
      anyStamp(),
      fc.option(states, {nil: undefined}),
      fc.option(bodies(), {nil: undefined}),
      fc.option(smallList, {nil: undefined}),
      anyChanges(kind),
      fc.option(fc.constantFrom('mood: 1\n', 'mood: 2\n'), {nil: undefined}),
      kind === 'conversation' ? anyTurns() : fc.constant([]),
    )
    .map(([stamp, state, body, tags, changes, mood, turns]) => base => ({
      ...base,
      stamp: laterOf(stamp, base.stamp),
      fields: withoutEmpty({
        ...base.fields,
        ...changes,
        ...(tags && {tags}),
        ...(state && {deleted_at: null, ...state}),
      }),
      body: body ?? base.body,
      extra: mood ? {...base.extra, mood} : base.extra,
      turns: mergeTurns(base.turns, turns),
    }));

const purged = {fields: {state: 'purged'}, body: '', extra: {}, turns: []};

const purgedOr = (edits: fc.Arbitrary<Edit>): fc.Arbitrary<Edit> =>
  fc.oneof(
    {weight: 12, arbitrary: edits},
    {
      weight: 1,
      arbitrary: edits.map(
        (change): Edit =>
          base => ({...change(base), ...purged}),
      ),
    },
  );

// Built once for all cases, an edit as a function of its base: to make a generator costs more than
// to draw from it.
const triples = fc.oneof(
  ...Object.keys(folders)
    .filter(kind => kind !== 'conflict')
    .map(kind => {
      const edits = purgedOr(anyEdit(kind));
      return fc
        .record({
          seed: anyRecord(kind),
          body: bodies(),
          hasBase: fc.boolean(),
          a: fc.oneof(
            {weight: 6, arbitrary: edits},
            {weight: 1, arbitrary: fc.constant<Edit>(base => base)},
          ),
          b: edits,
        })
        .map(({seed, body, hasBase, a, b}) => {
          const base = {...seed, body};
          return {base: hasBase ? base : undefined, a: a(base), b: b(base)};
        });
    }),
);

const seen = {cases: 0, conflicts: 0, returned: 0, mixed: 0, withoutBase: 0};

describe('any two edits', () => {
  test('merge the same in either order, lose nothing, and stay merged', () => {
    fc.assert(
      fc.property(triples, ({base, a, b}) => {
        const merged = merge({base, a, b});
        seen.cases++;
        seen.conflicts += merged.conflicts.length;
        seen.returned += Number(merged.isResurrected);
        seen.mixed += Number(merged.record.stamp.endsWith('-merge'));
        seen.withoutBase += Number(base === undefined);
        expect(merge({base, a: b, b: a})).toEqual(merged);
        expectNothingLost(base, a, b, merged);
        expectStable(base, a, b, merged);
        expect(merged.record.body).not.toMatch(/^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)/m);
      }),
      {numRuns: 20_000},
    );
    console.log(`planner: ${JSON.stringify(seen)}`);
    for (const [name, count] of Object.entries(seen)) expect(count, name).toBeGreaterThan(50);
  }, 600_000);

  test('one of which changed nothing give the other', () => {
    fc.assert(
      fc.property(triples, ({base, a}) => {
        if (base === undefined) return;
        const {record: merged, conflicts} = merge({base, a, b: base});
        expect(sameContent(merged, a)).toBe(true);
        expect(conflicts).toEqual([]);
      }),
      {numRuns: 3000},
    );
  });
});

/** All of an entry that a person writes: without whether it lies in the trash, and since when. */
function wordsOf({fields, body, extra, turns}: VaultRecord) {
  const {state, deleted_at, updated_at, ...written} = fields;
  return {written, body, extra, turns};
}

/** I1: each changed value is current, or in a conflict, or was superseded by the rule for its field. */
function expectNothingLost(
  base: VaultRecord | undefined,
  a: VaultRecord,
  b: VaultRecord,
  merged: Merged,
) {
  const kept = new Set(merged.conflicts.flatMap(valuesOf).map(value => canonical(value)));
  const isGone = merged.record.fields['state'] === 'purged';
  for (const side of [a, b]) {
    if (side.fields['state'] === 'purged') continue;
    if (isGone) {
      // Without a common version nobody can tell an edit from what was there when it was purged.
      if (base !== undefined)
        expect(wordsOf(side), 'purged with an edit in it').toEqual(wordsOf(base));
      continue;
    }
    for (const field of vaultFieldsOf(side.kind).values()) {
      if (field.rule !== 'pick' || field.group !== field.name || field.name === 'state') continue;
      if (
        vaultFieldsOf(side.kind)
          .values()
          .some(other => other !== field && other.group === field.name)
      )
        continue;
      const value = side.fields[field.name];
      if (value === undefined || sameValue(value, base?.fields[field.name])) continue;
      const isCurrent = sameValue(value, merged.record.fields[field.name]);
      const isBeginning =
        base === undefined && ['pending', 'active', 'fact', 1].includes(value as string);
      expect(isCurrent || isBeginning || kept.has(canonical(value)), field.name).toBe(true);
    }
    for (const tag of (side.fields['tags'] ?? []) as string[]) {
      const was = (base?.fields['tags'] ?? []) as string[];
      if (!was.includes(tag)) expect(merged.record.fields['tags']).toContain(tag);
    }
    if (side.body !== '' && side.body !== base?.body && side.body !== merged.record.body)
      expect(
        kept.has(canonical(side.body)) || base !== undefined,
        'a body that is neither current nor kept was merged by lines',
      ).toBe(true);
    for (const turn of side.turns) expect(merged.record.turns).toContainEqual(turn);
  }
}

/** Merging the result again, with either side, changes nothing and finds no new conflict. */
function expectStable(
  base: VaultRecord | undefined,
  a: VaultRecord,
  b: VaultRecord,
  merged: Merged,
) {
  const known = merged.conflicts.map(each => parseConflict(each)!);
  for (const side of [a, b]) {
    const seenBefore = merge({base: side, a: merged.record, b: side});
    expect(contentOf(seenBefore.record)).toBe(contentOf(merged.record));
    expect(seenBefore.conflicts).toEqual([]);
    if (base === undefined || merged.isResurrected) continue;
    for (const found of merge({base, a: merged.record, b: side}).conflicts) {
      const isKnown = known.some(each => isSameQuestion(each, parseConflict(found)!));
      expect(isKnown || side.stamp === merged.record.stamp).toBe(true);
    }
  }
}

test('conflicts of the same two versions have the same id whoever finds them; said again, they are others', () => {
  fc.assert(
    fc.property(anyId(), anyText(), anyText(), anyStamp(), anyStamp(), (entry, x, y, s, t) => {
      if (x === y) return;
      const note = (title: string, stamp: string) => record({id: entry, stamp, fields: {title}});
      const base = record({id: entry, fields: {title: `${x}${y}!`}});
      const ids = (a: VaultRecord, b: VaultRecord) =>
        merge({base, a, b}).conflicts.map(each => each.id);
      const one = ids(note(x, s), note(y, t));
      expect(ids(note(y, t), note(x, s))).toEqual(one);
      const later = ids(note(x, '000000000000ffff-aa'), note(y, '000000000000ffff-bb'));
      expect(later).toHaveLength(1);
      expect(later).not.toEqual(one);
    }),
  );
});

test('every kind has a folder and fields', () => {
  for (const kind of Object.keys(folders)) expect(vaultFieldsOf(kind).size).toBeGreaterThan(0);
});
