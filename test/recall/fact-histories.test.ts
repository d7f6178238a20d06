import {expect, test} from 'vitest';
import {factHistories, middleOf} from '../support/fact-histories.ts';
import {fc} from '../support/random.ts';
import {recalling} from '../support/recalling.ts';

const histories = factHistories(500);

/** All of them in one life, kept on one day, whenever they were true. */
function life() {
  const kept = recalling();
  kept.operations.run('import', () => {
    for (const {facts} of histories)
      for (const {body, valid_from, valid_to} of facts) kept.memory(body, {valid_from, valid_to});
  });
  kept.recall.index.catchUp();
  return kept;
}

test('of 500 histories of facts each is found for the time that is asked about', {
  timeout: 120_000,
}, async () => {
  const {recall} = life();
  const wrong: string[] = [];
  let asked = 0;
  const ask = async (question: string, body: string, options: {asOf?: number} = {}) => {
    asked += 1;
    const {hits} = await recall.recall(question, options);
    if (hits[0]?.snippet !== body) wrong.push(`${question}: ${hits[0]?.snippet}, not ${body}`);
  };
  for (const {facts, past, present} of histories) {
    const [first] = facts;
    const last = facts.at(-1)!;
    const then = middleOf(first!);
    const month = Temporal.PlainDate.from(then).toLocaleString('en', {
      month: 'long',
      year: 'numeric',
    });
    await ask(present, first!.body, {asOf: Date.parse(`${then}T12:00:00Z`)});
    await ask(`${past} in ${month}`, first!.body);
    await ask(present, last.body);
    await ask(first!.body.replace(/[.]$/, ''), first!.body);
  }
  console.log(`${asked} questions about ${histories.length} histories, ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
});

test('what has ended is found with its dates, by any words of it', async () => {
  const {memory, recall} = recalling();
  memory('Carl lived in Rome', {valid_from: '2020-01-01', valid_to: '2023-06-30'});
  const dates = {valid_from: '2020-01-01', valid_to: '2023-06-30'};
  for (const question of ['Rome', 'carl', 'Carl lived in Rome', 'where does Carl live?']) {
    const {hits} = await recall.recall(question);
    expect([question, hits.length, hits[0]]).toEqual([question, 1, expect.objectContaining(dates)]);
  }
  const asOf = async (date: string) => (await recall.recall('Carl', {asOf: Date.parse(date)})).hits;
  expect(await asOf('2021-05-05')).toHaveLength(1);
  expect(await asOf('2019-05-05')).toEqual([]);
  expect(await asOf('2024-05-05')).toEqual([]);
});

test('what was true and what was known are asked for apart', async () => {
  const {memory, recall} = recalling();
  memory('Carl lived in Rome', {
    created_at: '2024-05-01T10:00:00.000Z',
    valid_from: '2020-01-01',
    valid_to: '2023-06-30',
  });
  const found = async (options: object) => (await recall.recall('Carl', options)).hits.length;
  expect(await found({asOf: Date.parse('2021-01-01')})).toBe(1);
  expect(await found({knownBy: Date.parse('2021-01-01')})).toBe(0);
  expect(await found({knownBy: Date.parse('2024-06-01')})).toBe(1);
  const both = {knownBy: Date.parse('2024-06-01'), asOf: Date.parse('2024-06-01')};
  expect(await found(both)).toBe(0);
});

test('whatever the dates, as of a day exactly that is left which holds on it', async () => {
  const {memory, recall} = recalling();
  const days = Array.from({length: 40}, (_, n) => {
    const from = Temporal.PlainDate.from('2020-01-01').add({months: n});
    const to = from.add({months: 1 + (n % 5)});
    memory(`Fact ${n} about the quay`, {valid_from: `${from}`, valid_to: `${to}`});
    return {from: `${from}`, to: `${to}`, body: `Fact ${n} about the quay`};
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({min: 0, max: 1400}), async days_ => {
      const day = Temporal.PlainDate.from('2020-01-01').add({days: days_}).toString();
      const {hits} = await recall.recall('quay', {asOf: Date.parse(day), limit: 100});
      const holding = days.filter(({from, to}) => from <= day && day < to);
      expect(hits.map(hit => hit.snippet).sort()).toEqual(holding.map(one => one.body).sort());
    }),
    {numRuns: 40},
  );
});
