import {expect, test} from 'vitest';
import {newId} from '../../src/ground/ids.ts';
import {levelWords} from '../../src/language/grammar/levels.ts';
import {newHome} from '../support/command-line.ts';

const levels = [
  ...Object.entries(levelWords),
  ...[1, 2, 3, 4, 5].map(n => [String(n), n] as const),
];

test('a word for a priority is understood wherever one may stand', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  for (const [word, priority] of levels) {
    const said = word.toUpperCase();
    expect(await home.json('task', 'add', 'x', '--priority', said)).toMatchObject({priority});
    expect(await home.json('task', 'edit', '@last', '--priority', word)).toMatchObject({priority});
    expect(await home.json('add', `x !${word}`)).toMatchObject({priority, title: 'x'});
    expect(await home.json('add', `x priority:${word}`)).toMatchObject({priority, title: 'x'});
    expect(await home.json('add', `x energy:${word}`)).toMatchObject({
      energy: priority,
      title: 'x',
    });
    expect(await home.json('task', 'add', 'x', '--energy', word)).toMatchObject({energy: priority});
    expect((await home.memu('next', '--energy', word)).code).toBe(0);
  }
}, 60_000);

test('a plan and an import understand the same words', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  for (const [word, priority] of levels) {
    await home.memu('goal', 'add', `Goal ${word}`);
    const plan = JSON.stringify({tasks: [{title: `Step ${word}`, priority: word, energy: word}]});
    await home.pipe(plan, 'goal', 'decompose', `Goal ${word}`, '--plan', '-', '--yes');
    expect(await home.json('task', 'show', `Step ${word}`)).toMatchObject({
      priority,
      energy: priority,
    });
    const line = JSON.stringify({id: newId(), kind: 'task', title: `Line ${word}`, priority: word});
    await home.pipe(`${line}\n`, 'import', 'jsonl', '-');
    expect(await home.json('task', 'show', `Line ${word}`)).toMatchObject({priority});
  }
}, 60_000);

test.each(['0', '6', '', 'constructor', '2.5', 'soon'])('%j is no level, in words', async word => {
  const {code, err} = await newHome().memu('task', 'add', 'x', '--priority', word);
  expect([code, err]).toEqual([2, expect.stringContaining('urgent')]);
});
