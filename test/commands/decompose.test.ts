import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {type Scenario, startOllamaContract} from '../ollama-contract/server.mjs';
import {type Home, newHome} from '../support/command-line.ts';

interface Plan {
  readonly goal: {readonly id: string; readonly milestones: readonly unknown[]};
  readonly plan: {
    readonly source: string | null;
    readonly model: string | null;
    readonly milestones: readonly unknown[];
    readonly tasks: readonly {
      readonly id: string;
      readonly title: string;
      readonly state: string;
    }[];
    readonly rejected: readonly {readonly title: string}[];
    readonly reason: string | null;
  };
}

const nobody = {MEMU_LLM_HOSTS: 'http://127.0.0.1:9'};

async function withServer(scenario: Scenario): Promise<Home> {
  const server = await startOllamaContract({scenario});
  onTestFinished(() => server.close());
  return newHome({MEMU_LLM_HOSTS: server.url, MEMU_LLM_MODEL: 'llama3.2:3b'});
}

const answer = {
  milestones: [{title: 'run 10 km', due: '2098-02-01'}],
  tasks: [
    {title: 'Buy shoes', due: '2098-01-02', priority: 4, energy: 2, minutes: 60, after: []},
    {title: 'Run 5 km', due: '2098-01-09', priority: 3, energy: 4, minutes: 45, after: [1]},
  ],
};

const add = ['goal', 'add', 'run a half marathon', '--by', '2098-04-18', '--decompose'];

test('without a terminal the plan of the model is proposed, and one yes keeps it', async () => {
  const home = await withServer({rules: [{json: answer}]});
  const {goal, plan} = await home.json<Plan>(...add);
  expect(plan).toMatchObject({source: 'model', model: 'llama3.2:3b', rejected: [], reason: null});
  expect(plan.tasks.map(task => [task.title, task.state])).toEqual([
    ['Buy shoes', 'proposed'],
    ['Run 5 km', 'proposed'],
  ]);
  expect(await home.json('task', 'list')).toEqual([]);
  await home.memu('goal', 'decompose', goal.id, '--accept');
  expect(await home.json<unknown[]>('task', 'list')).toHaveLength(2);
  expect(await home.json('goal', 'show', goal.id)).toMatchObject({
    milestones: [{title: 'run 10 km'}],
  });
  await home.memu('undo');
  expect(await home.json('task', 'list')).toEqual([]);
  expect(await home.json('goal', 'show', goal.id)).toMatchObject({milestones: []});
});

test('--yes keeps it at once, in one operation', async () => {
  const home = await withServer({rules: [{json: answer}]});
  const {plan} = await home.json<Plan>(...add, '--yes');
  expect(plan.tasks.every(task => task.state === 'active')).toBe(true);
  await home.memu('undo');
  expect(await home.json('task', 'list')).toEqual([]);
  expect(await home.json<unknown[]>('goal', 'list')).toHaveLength(1);
});

test('the id comes first, and a template is labelled, when no model answers', async () => {
  const home = newHome(nobody);
  const added = await home.memu(...add, '--area', 'health', '--hours-per-week', '3');
  expect(added.code).toBe(0);
  expect(added.out).toMatch(
    /^[0-9a-f]{4} {2}added: run a half marathon\nTemplate plan\n\* {2}A steady routine/,
  );
  expect(added.err).toContain('No model answers');
  const again = await home.memu('goal', 'decompose', '@last', '--json');
  expect(again.code).toBe(3);
  const {plan} = JSON.parse(again.out) as Plan;
  expect(plan.tasks).toEqual([]);
  expect(plan.rejected.length).toBeGreaterThan(0);
});

test('a proposal can be turned down', async () => {
  const home = newHome(nobody);
  await home.memu(...add);
  await home.memu('goal', 'decompose', 'run a half marathon', '--reject');
  expect(await home.json('task', 'list', '--proposed')).toEqual([]);
  expect(await home.json<unknown[]>('trash', 'list')).toHaveLength(8);
});

test('a plan from another program is checked and kept', async () => {
  const home = newHome(nobody);
  await home.memu('task', 'add', 'Buy shoes');
  const given = JSON.stringify({
    ...answer,
    tasks: [...answer.tasks, {title: 'Late', due: '2100-01-01'}],
  });
  const kept = await home.pipe(
    given,
    'goal',
    'add',
    'g',
    '--by',
    '2098-04-18',
    '--plan',
    '-',
    '--yes',
    '--json',
  );
  expect(kept.code).toBe(0);
  const {plan} = JSON.parse(kept.out) as Plan;
  expect(plan.tasks).toMatchObject([{title: 'Run 5 km'}, {title: 'Late', due: '2098-04-18'}]);
  expect(plan.rejected).toEqual([{title: 'Buy shoes', why: 'is there already'}]);
});

test('the goal stays when there is no plan, and the reason is told with exit 3', async () => {
  const home = newHome(nobody);
  const kept = await home.pipe('nonsense', 'goal', 'add', 'g', '--plan', '-');
  expect(kept.code).toBe(3);
  expect(kept.err).toContain('The goal is kept, without a plan: the plan in stdin is not JSON');
  const empty = await home.pipe('{}', 'goal', 'decompose', 'g', '--plan', '-', '--json');
  expect(empty.code).toBe(3);
  expect(JSON.parse(empty.out)).toMatchObject({
    plan: {source: null, reason: 'no task of the plan was left'},
  });
  expect(await home.json<unknown[]>('goal', 'list')).toHaveLength(1);
});

const manyTasks = Array.from({length: 10_000}, (_, n) => ({
  ...{title: `Task number ${n}`, due: '2098-01-09'},
  ...{priority: 3, energy: 3, minutes: 30, after: [n + 2]},
}));

test.each<[string, Scenario]>([
  ['cut short', {rules: [{json: answer, fault: {badJson: true}}]}],
  ['prose alone', {rules: [{reply: 'Sure! Buy shoes first, and then run a lot.'}]}],
  ['ten thousand tasks in a circle', {rules: [{json: {milestones: [], tasks: manyTasks}}]}],
  ['in the past', {rules: [{json: {...answer, milestones: [{title: 'x', due: '1998-01-01'}]}}]}],
  ['of the wrong shape', {rules: [{json: answer, fault: {schemaViolation: true}}]}],
  ['broken off', {rules: [{json: answer, fault: {cutAfter: 3}}]}],
  ['an error in its midst', {rules: [{json: answer, fault: {errorAfter: 3, error: 'gone'}}]}],
  ['nothing', {rules: [{json: {milestones: [], tasks: []}}]}],
])(
  'an answer that is %s ends in a plan to use, labelled when it is a template',
  async (_, said) => {
    const home = await withServer(said);
    const {plan} = await home.json<Plan>(...add);
    expect(plan.tasks.length).toBeGreaterThan(0);
    expect(plan.tasks.length).toBeLessThanOrEqual(60);
    expect(plan.reason === null).toBe(plan.source === 'model');
  },
);

test('once the id is on the screen, a kill takes no goal', async () => {
  const server = await startOllamaContract({
    scenario: {rules: [{json: answer, fault: {hangAfter: 0}}]},
  });
  onTestFinished(() => server.close());
  const home = newHome();
  const main = join(import.meta.dirname, '../../commands/main.ts');
  const env = {...process.env, MEMU_HOME: home.path, MEMU_LLM_HOSTS: server.url};
  const child = spawn(process.execPath, [main, ...add], {env, stdio: ['ignore', 'pipe', 'ignore']});
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'close');
  const [goal] = await home.json<{readonly id: string}[]>('goal', 'list');
  expect(goal?.id.slice(0, 4)).toBe(said.toString().slice(0, 4));
});

const habit = [
  ...['goal', 'add', 'I want to start exercising regularly', '--area', 'health', '--mood'],
  ...['motivated', '--minutes', '30', '--decompose', '--yes'],
];
const workout = {
  ...{title: '15-minute morning work-out', due: '2098-01-01', priority: 4, energy: 3, minutes: 15},
  ...{after: [], recurrence: 'daily', time: '07:00'},
};

test.each([
  ['a model', () => withServer({rules: [{json: {milestones: [], tasks: [workout]}}]}), 'model'],
  ['a bad model', () => withServer({rules: [{reply: 'Just do it!'}]}), 'template'],
  ['no model', async () => newHome(nobody), 'template'],
])('with %s a habit becomes a quarter of an hour every day at seven', async (_, open, source) => {
  const home = await open();
  const {plan} = await home.json<Plan>(...habit);
  expect(plan.source).toBe(source);
  const repeating = (
    await home.json<{title: string; due: string; recurrence: string | null}[]>('task', 'list')
  ).filter(task => task.recurrence !== null);
  expect(repeating).toMatchObject([
    {recurrence: 'FREQ=DAILY', duration_minutes: 15, areas: ['health']},
  ]);
  expect(repeating[0]?.title.toLowerCase()).toContain('morning work-out');
  expect(repeating[0]?.due).toMatch(/T07:00:00\.000Z$/);
});

test('an hour that a goal cannot hold is named', async () => {
  const home = newHome();
  const {err} = await home.memu('goal', 'add', 'x', '--by', '2098-04-18 18:00');
  expect(err).toContain('left out: 18:00, a goal is wanted by a day');
  expect(await home.json('goal', 'show', 'x')).toMatchObject({target_date: '2098-04-18'});
});
