import {expect, test} from 'vitest';
import {derivedId} from '../../src/ground/ids.ts';
import {loadRules, type Rules} from '../../src/planner/tasks/recurrence.ts';
import {successorOf} from '../../src/planner/tasks/successor.ts';
import {isOpen, isSkipped, type Task, type TaskInput} from '../../src/planner/tasks/task.ts';
import {fc} from '../support/random.ts';
import {exchange, type SharingDevice, sharingDevice, type Vault} from './sharing.ts';

const minute = 60_000;
const kinds = [
  ...(['complete', 'complete', 'complete', 'skip', 'skip', 'undo', 'undo', 'redo'] as const),
  ...(['reopen', 'edit', 'cancel', 'remove', 'wait', 'sync', 'sync', 'exchange'] as const),
];

interface Step {
  readonly does: (typeof kinds)[number];
  readonly on: number;
  readonly which: number;
}

const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    does: fc.constantFrom(...kinds),
    on: fc.integer({min: 0, max: 1}),
    which: fc.nat({max: 20}),
  }),
  {minLength: 4, maxLength: 24},
);

/** Both devices do and take back the same, so that a merge alone would leave a series with no task. */
const entangled: fc.Arbitrary<Step[]> = fc
  .array(fc.tuple(turns(0), turns(1)), {minLength: 2, maxLength: 4})
  .map(rounds => rounds.flatMap(([a, b]) => [...a, ...b, {does: 'exchange', on: 0, which: 0}]));

function turns(on: number): fc.Arbitrary<Step[]> {
  const choices: readonly Step['does'][][] = [
    ...[[], ['complete'], ['skip'], ['undo'], ['undo', 'complete'], ['undo', 'skip']],
    ...[['reopen'], ['reopen', 'complete'], ['reopen', 'skip']],
  ] as Step['does'][][];
  return fc.constantFrom(...choices).map(list => list.map(does => ({does, on, which: 0})));
}

const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
);

const series = fc.record({
  recurrence: fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;BYDAY=MO,TH',
    'FREQ=MONTHLY;BYMONTHDAY=31',
    'FREQ=DAILY;COUNT=4',
    'FREQ=WEEKLY;UNTIL=20261212',
  ),
  recur_from: fc.constantFrom('schedule' as const, 'completion' as const),
  due: fc.constantFrom(
    '2026-11-21',
    '2026-11-30',
    '2027-03-27T22:30:00.000Z',
    '2026-11-21T09:30:00.000Z',
  ),
});

/** What happened to each task, by what a person did. */
class Diary {
  readonly finished = new Set<string>();
  readonly takenBack = new Set<string>();
  readonly removed = new Set<string>();
  readonly #touches = new Map<string, number>();

  touch(ids: readonly string[]): void {
    for (const id of ids) this.#touches.set(id, (this.#touches.get(id) ?? 0) + 1);
  }

  isTouchedOnce(id: string): boolean {
    return this.#touches.get(id) === 1;
  }
}

async function act(device: SharingDevice, {does, which}: Step, diary: Diary): Promise<void> {
  const {tasks, undo, clock, entries} = device;
  clock.advance(minute);
  const among = (list: readonly Task[]): Task | undefined => list[which % Math.max(list.length, 1)];
  const active = device.all().filter(task => task.state === 'active');
  const open = among(active.filter(isOpen));
  const closed = among(active.filter(task => !isOpen(task)));
  const take = (ids: readonly string[], ...into: Set<string>[]): void => {
    diary.touch(ids);
    for (const id of ids) for (const set of into) set.add(id);
  };
  const back = (operation: Parameters<typeof undo.revert>[0] | undefined, as: 'undo' | 'redo') => {
    if (operation === undefined || operation.command === 'task add') return;
    take(
      undo.revert(operation, as).entries.map(({id}) => id),
      diary.takenBack,
    );
  };
  if (does === 'wait') clock.advance(which * 7 * 60 * minute);
  else if (does === 'undo') back(undo.undoable(3)[which % 3], 'undo');
  else if (does === 'redo') back(undo.redoable(1)[0], 'redo');
  else if (does === 'reopen' && closed) {
    tasks.reopen(closed.id);
    take([closed.id], diary.takenBack);
  } else if (open === undefined) return;
  else if (does === 'edit') {
    tasks.edit(open.id, {title: `${open.title}!`});
    take([open.id]);
  } else if (does === 'cancel') {
    tasks.cancel([open.id]);
    take([open.id], diary.finished);
  } else if (does === 'remove') {
    entries.trash(open.id);
    take([open.id], diary.removed);
  } else if (does === 'complete') {
    await tasks.complete([open.id]);
    take([open.id], diary.finished);
  } else if (does === 'skip') {
    (await tasks.planFinish([open.id])).skip();
    take([open.id], diary.finished);
  }
}

/** Has a task to do, or was ended: by its rule, or by a person where the plan lets one do so. */
function isAlive(all: readonly Task[], plan: readonly Step[], rules: Rules): boolean {
  const active = all.filter(task => task.state === 'active');
  if (active.some(isOpen)) return true;
  const isCancelled = (task: Task) => task.status === 'cancelled' && !isSkipped(task);
  const isRemoved = (task: Task) => task.state === 'trashed' && task.updated_at !== task.created_at;
  const mayEnd = plan.some(({does}) => does === 'cancel' || does === 'remove');
  if (mayEnd && all.some(task => isCancelled(task) || isRemoved(task))) return true;
  return active.some(task => !successorOf(task, task.completed_at ?? task.updated_at, rules));
}

interface Case {
  readonly input: TaskInput;
  readonly where: readonly [string, string];
  readonly plan: readonly Step[];
}

async function live({input, where, plan}: Case, rules: Rules) {
  const a = sharingDevice('aaaa', {zone: where[0], begin: '2026-11-21T09:00:00.000Z'});
  const b = sharingDevice('bbbb', {zone: where[1], begin: '2026-11-21T09:00:00.137Z'});
  const vault: Vault = new Map();
  const diary = new Diary();
  const first = a.tasks.add({title: 'water plants', ...input});
  await exchange(a, b, vault);
  for (const step of plan) {
    const device = step.on === 0 ? a : b;
    if (step.does === 'exchange') await exchange(a, b, vault);
    else if (step.does === 'sync') await device.sync(vault);
    else await act(device, step, diary);
    expect(isAlive(device.all(), plan, rules)).toBe(true);
  }
  await exchange(a, b, vault);
  return {a, b, diary, first};
}

async function hold(one: Case, rules: Rules): Promise<void> {
  const {a, b, diary, first} = await live(one, rules);
  const all = a.all();
  expect(b.records()).toEqual(a.records());
  expect(isAlive(all, one.plan, rules)).toBe(true);

  // One task for each date of a schedule; otherwise each follows one that is there.
  const dates = all.map(task => task.occurrence);
  if (one.input.recur_from === 'schedule') expect(new Set(dates).size).toBe(dates.length);
  else {
    const successors = new Set(all.map(task => derivedId('task', 'after', task.id)));
    for (const {id} of all) expect(id === first.id || successors.has(id)).toBe(true);
  }
  expect(all.every(task => task.series_id === first.id)).toBe(true);

  // What was finished and never taken back is finished; what was removed stays so.
  const byId = new Map(all.map(task => [task.id, task]));
  for (const id of diary.finished.difference(diary.takenBack)) {
    expect(byId.get(id)).toSatisfy((task: Task) => task.state === 'active' && !isOpen(task));
  }
  for (const id of diary.removed) {
    if (diary.isTouchedOnce(id)) expect(byId.get(id)?.state).toBe('trashed');
  }
  if (diary.takenBack.size === 0) {
    expect(all.filter(task => task.state === 'active' && isOpen(task)).length).toBeLessThan(2);
  }
  for (const {db} of [a, b]) db.close();
}

test('two devices in two zones make each occurrence once, lose none and bring none back', async () => {
  const rules = await loadRules();
  const plan = fc.oneof(anySteps, entangled);
  const cases = fc.record({input: series, where: fc.tuple(zones, zones), plan});
  await fc.assert(
    fc.asyncProperty(cases, one => hold(one, rules)),
    {numRuns: 150},
  );
}, 600_000);

const daily: TaskInput = {recurrence: 'FREQ=DAILY', recur_from: 'schedule', due: '2026-11-21'};
const berlin = ['Europe/Berlin', 'Europe/Berlin'] as const;

/** Written as "does on, does on": what two devices do to the only series there is. */
const planOf = (text: string): Step[] =>
  text.split(', ').map(step => {
    const [does, on] = step.split(' ');
    return {does, on: Number(on ?? 0), which: 0} as Step;
  });

test('undoing what brought a task back leaves it when another device went on with it', async () => {
  const plan = planOf(
    'complete 0, exchange, undo 0, skip 0, skip 1, exchange, undo 0, skip 0, exchange, undo 1, exchange',
  );
  await hold({input: daily, where: berlin, plan}, await loadRules());
});

test('a task taken away by an undo comes back although a merge gave it a later time', async () => {
  const plan = planOf(
    'complete 1, exchange, undo 0, skip 0, skip 1, exchange, undo 0, skip 0, undo 1, exchange, undo 0, undo 1, complete 1, exchange',
  );
  await hold({input: daily, where: berlin, plan}, await loadRules());
});

test('a task skipped here and taken up again there is skipped, which ends no series', async () => {
  const plan = planOf('skip 0, complete 1, exchange, reopen 0, skip 0, reopen 1, exchange');
  await hold({input: daily, where: berlin, plan}, await loadRules());
});

test('the next task that a person removed stays so, though it had been put away and made again', async () => {
  const plan = planOf('complete 1, reopen 1, exchange, complete 1, remove 1, complete 0');
  await hold({input: daily, where: berlin, plan}, await loadRules());
});
