/** Two devices that say the same two things against each other again and again: every time somebody is asked. */
import {expect, test} from 'vitest';
import {type Task, taskKind} from '../../src/planner/tasks/task.ts';
import {Conflicts} from '../../src/sync/conflicts/conflicts.ts';
import {MemoryRemote, MemoryRepository} from '../git/memory-repository.ts';
import {fc} from '../support/random.ts';
import {type Device, device, kept} from './device.ts';

const values = {
  priority: [1, 3, 5],
  status: ['pending', 'in_progress', 'cancelled'],
  due: ['2026-12-01', '2026-12-02', null],
  title: ['milk', 'bread', 'eggs'],
} as const;

type Field = keyof typeof values;
const fieldNames = Object.keys(values) as Field[];

interface Round {
  readonly field: Field;
  readonly a: number;
  readonly b: number;
  /** Which device decides what was asked, if any. */
  readonly decides: number;
  readonly take: 'mine' | 'theirs';
}

const anyRound: fc.Arbitrary<Round> = fc.record({
  field: fc.constantFrom(...fieldNames),
  a: fc.nat({max: 2}),
  b: fc.nat({max: 2}),
  decides: fc.nat({max: 2}),
  take: fc.constantFrom('mine' as const, 'theirs' as const),
});

const open = ({db}: Device): readonly string[] =>
  db
    .all<{record: string}>('SELECT record FROM conflicts WHERE is_open = 1')
    .map(({record}) => record);

test('nothing that both changed is swallowed, however often the same two values meet', async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyRound, {minLength: 2, maxLength: 6}), async rounds => {
      const remote = new MemoryRemote();
      const [a, b] = [0, 1].map(() => device({repository: new MemoryRepository(remote)})) as [
        Device,
        Device,
      ];
      const {id} = a.entries.create(taskKind, {title: 'milk', priority: 1, due: '2026-12-01'});
      for (const each of [a, b, a]) await each.sync();
      for (const {field, decides, take, ...wish} of rounds) {
        const before = fieldOf(a, id, field);
        for (const [where, which] of [
          [a, wish.a],
          [b, wish.b],
        ] as const) {
          where.clock.advance(60_000);
          where.entries.update(taskKind, id, {[field]: values[field][which]});
        }
        const [x, y] = [fieldOf(a, id, field), fieldOf(b, id, field)];
        const already = open(a);
        for (const each of [a, b, a, b]) await each.sync();
        expect(kept(a)).toEqual(kept(b));
        if (x !== y && x !== before && y !== before) {
          asked++;
          const news = open(a).filter(record => !already.includes(record));
          expect(news, `${field}: ${x} against ${y}`).toHaveLength(1);
          for (const value of [x, y]) expect(news[0]).toContain(JSON.stringify(value));
        }
        const decider = [a, b][decides];
        if (decider)
          for (const each of conflictsOf(decider).list()) conflictsOf(decider).resolve(each, take);
        for (const each of [a, b, a]) await each.sync();
      }
      for (const {db} of [a, b]) db.close();
    }),
    {numRuns: 150},
  );
  expect(asked).toBeGreaterThan(50);
}, 120_000);

const fieldOf = ({entries}: Device, id: string, field: Field) =>
  (entries.get(id) as unknown as Task)[field];

const conflictsOf = (where: Device): Conflicts =>
  new Conflicts({...where, device: where.identity.device});
