import {expect, test} from 'vitest';
import type {Memu} from '../../src/app/memu.ts';
import {liveDemo} from '../../src/exchange/demo/demo.ts';
import {newFolder} from '../support/folder.ts';
import {demoQuestions} from './asking/demo-questions.ts';
import {generatedLife} from './asking/generated-life.ts';
import {type Asked, inLife, type Judged, judge} from './asking/table.ts';

async function judgeAll(
  live: (memu: Memu) => void,
  questions: readonly Asked[],
): Promise<readonly Judged[]> {
  return inLife(newFolder(), live, async assistant => {
    const judged: Judged[] = [];
    for (const asked of questions) judged.push(await judge(assistant, asked));
    return judged;
  });
}

const figures = (judged: readonly Judged[]): string => {
  const lines = [...Map.groupBy(judged, one => one.asked.kind)].map(([kind, some]) => {
    const right = some.filter(one => one.isRight).length;
    return `${kind.padEnd(10)} ${right} of ${some.length}`;
  });
  const right = judged.filter(one => one.isRight).length;
  const foreign = judged.filter(one => one.isForeign).length;
  return [
    ...lines,
    `all        ${right} of ${judged.length}, ${foreign} with somebody else's fact`,
  ].join('\n');
};

const wrong = (judged: readonly Judged[]): string =>
  judged
    .filter(one => !one.isRight || one.isForeign)
    .map(one => `--- ${one.asked.question}\n${one.answer}`)
    .join('\n');

test('questions about a life are answered from it without a model', {
  timeout: 120_000,
}, async () => {
  const demo = await judgeAll(liveDemo, demoQuestions);
  const lives = [];
  for (const {live, questions} of [generatedLife(3), generatedLife(8)]) {
    lives.push(...(await judgeAll(live, questions)));
  }
  const all = [...demo, ...lives];
  console.log(`${figures(all)}\n${wrong(all)}`);
  expect(all.filter(one => one.isForeign).map(one => one.asked.question)).toEqual([]);
  expect(all.filter(one => one.isRight).length / all.length).toBeGreaterThanOrEqual(0.85);
});
