import {expect, test} from 'vitest';
import {splitWords} from '../../commands/dashboard/dashboard-ports.ts';
import type {DashboardSnapshot} from '../../src/actions/overview-types.ts';
import {newHome} from '../support/command-line.ts';

test('memu alone without a terminal prints the dashboard as text', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:1'});
  await home.memu('goal', 'add', 'Half marathon');
  await home.memu('task', 'add', 'Water the plants', '--due', 'today');
  const {code, out} = await home.memu();
  expect(code).toBe(0);
  expect(out).toMatch(/^\w{3} \d+ \w+: 1 due today\n\nToday\n {2}○ Water the plants +today\n/);
  expect(out).toMatch(/Goals\n {2}Half marathon +░{10} {3}0%/);
  expect(out).toMatch(/Recent\n {2}task +Water the plants +now\n {2}goal +Half marathon +now/);
  expect(out).toMatch(
    /sync +not set up +off\n {2}backup +none in this version +off\n {2}models +this machine/,
  );
  expect((await home.memu('dash')).out).toBe(out);
});

test('memu dash --json is the same as data, and status counts for prompts', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:1'});
  await home.memu('task', 'add', 'Tax papers', '--due', '2020-01-01', '--priority', '5');
  await home.memu('memory', 'add', 'Anna likes tea');
  const snapshot = await home.json<DashboardSnapshot>('dash');
  expect(snapshot.counts).toEqual({
    overdue: 1,
    due_today: 0,
    open_tasks: 1,
    active_goals: 0,
    inbox: 0,
  });
  expect(snapshot.today[0]).toMatchObject({title: 'Tax papers', is_overdue: true, priority: 5});
  expect(snapshot.recent.map(({kind}) => kind)).toEqual(['memory', 'task']);
  const {out} = await home.memu('status', '--format', '{overdue} {backup_age} {sync_age}');
  expect(out).toBe('1 never never\n');
  expect((await home.memu('status')).out).toMatch(/: 1 overdue\n$/);
});

test('the words of a command line are parted as a shell parts them', () => {
  expect(splitWords(`memu task add "buy milk" --due 'fri 9am'`)).toEqual([
    'task',
    'add',
    'buy milk',
    '--due',
    'fri 9am',
  ]);
});
