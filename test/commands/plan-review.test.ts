import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startOllamaContract} from '../ollama-contract/server.mjs';
import {newHome} from '../support/command-line.ts';
import {Tmux} from '../tui/terminal/tmux.ts';

const main = join(import.meta.dirname, '../../commands/main.ts');

const task = (title: string, due: string, after: readonly number[] = []) => ({
  ...{title, due, after},
  priority: 3,
  energy: 3,
  minutes: 60,
});

test('on a terminal the plan is changed line by line before it is kept, in one undo', async () => {
  const server = await startOllamaContract({
    scenario: {
      rules: [
        {match: {user: 'Write this one task anew'}, json: task('Jog slowly', '2098-01-09')},
        {
          json: {
            milestones: [{title: '10 km', due: '2098-02-01'}],
            tasks: [
              task('Buy shoes', '2098-01-02'),
              task('Run 5 km', '2098-01-09', [1]),
              task('Join a club', '2098-01-20'),
            ],
          },
        },
      ],
    },
  });
  onTestFinished(() => server.close());
  const home = newHome();
  const env = {
    MEMU_HOME: home.path,
    MEMU_LLM_HOSTS: server.url,
    MEMU_LLM_MODEL: 'llama3.2:3b',
    MEMU_TIME_ZONE: 'UTC',
  };
  const words = ['goal', 'add', 'Half', 'marathon', '--by', '2098-04-18', '--decompose'];
  const terminal = new Tmux({program: main, words, columns: 110, rows: 40, env});
  onTestFinished(() => terminal.close());
  await terminal.sees(/added: Half marathon/);
  await terminal.sees(/1 {2}Buy shoes[\s\S]*3 {2}Join a club[\s\S]*\? help >/);
  terminal.keys('p 1 5', 'Enter');
  await terminal.sees(/1 {2}Buy shoes {2}by 2098-01-02 {2}!5/);
  terminal.keys('d 9', 'Enter');
  await terminal.sees('there is no line 9');
  terminal.keys('d 3', 'Enter');
  await terminal.sees(/after 1\n[^3]*\? help >$/);
  terminal.keys('r 2 gently please', 'Enter');
  await terminal.sees(/2 {2}Jog slowly[^\n]*after 1/);
  terminal.keys('Enter');
  await terminal.sees(/Jog slowly {2}due 2098-01-09[\s\S]*shell>$/);
  const kept = await home.json<{title: string; priority: number; state: string}[]>('task', 'list');
  expect(kept.map(one => [one.title, one.priority, one.state])).toEqual([
    ['Buy shoes', 5, 'active'],
    ['Jog slowly', 3, 'active'],
  ]);
  await home.memu('undo');
  expect(await home.json('task', 'list')).toEqual([]);
}, 60_000);

test('Ctrl+C while the model writes, and at the question, leaves the goal without a plan', async () => {
  const server = await startOllamaContract({
    scenario: {
      rules: [
        {fault: {hangAfter: 1}, json: {}, times: 1},
        {json: {milestones: [], tasks: [task('Buy shoes', '2098-01-02')]}},
      ],
    },
  });
  onTestFinished(() => server.close());
  const home = newHome();
  const env = {
    MEMU_HOME: home.path,
    MEMU_LLM_HOSTS: server.url,
    MEMU_LLM_MODEL: 'llama3.2:3b',
    MEMU_TIME_ZONE: 'UTC',
  };
  const words = ['goal', 'add', 'Half', 'marathon', '--by', '2098-04-18', '--decompose'];
  const waiting = new Tmux({program: main, words, columns: 80, rows: 24, env});
  onTestFinished(() => waiting.close());
  await waiting.sees(/asking llama3\.2|writes/);
  waiting.keys('C-c');
  await waiting.sees(/The goal is kept, without a plan[\s\S]*shell>$/);

  const again = ['goal', 'decompose', '@last'];
  const asked = new Tmux({program: main, words: again, columns: 80, rows: 24, env});
  onTestFinished(() => asked.close());
  await asked.sees(/Buy shoes[\s\S]*\? help >/);
  asked.keys('C-c');
  await asked.sees(/The goal is kept, without a plan[\s\S]*shell>$/);
  expect(await home.json('task', 'list', '--status', 'all')).toEqual([]);
  expect(await home.json('goal', 'list')).toMatchObject([{title: 'Half marathon'}]);
});
