import {expect, test} from 'vitest';
import {memoryKind} from '../../src/memories/memory.ts';
import {factHistories, middleOf} from '../support/fact-histories.ts';
import {newFolder} from '../support/folder.ts';
import {inLife, judge} from './asking/table.ts';

test('what was true at a time is answered from its dates, without a model', {
  timeout: 120_000,
}, async () => {
  const histories = factHistories(500);
  const asked = histories.filter((_, n) => n % 10 < 2);
  const wrong = await inLife(
    newFolder(),
    ({entries, operations}) =>
      operations.run('import', () => {
        for (const {facts} of histories)
          for (const {body, valid_from, valid_to} of facts)
            entries.create(memoryKind, {body, valid_from, valid_to});
      }),
    async assistant => {
      const faults: string[] = [];
      for (const {facts, past} of asked) {
        const [first, ...others] = facts;
        const month = Temporal.PlainDate.from(middleOf(first!)).toLocaleString('en', {
          month: 'long',
          year: 'numeric',
        });
        const question = `${past} in ${month}?`;
        const lacks = others.map(({value}) => value);
        const judged = await judge(assistant, {kind: 'fact', question, has: [first!.value], lacks});
        if (!judged.isRight || judged.isForeign) faults.push(`${question}\n${judged.answer}`);
      }
      return faults;
    },
  );
  console.log(`${asked.length} questions, ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
});
