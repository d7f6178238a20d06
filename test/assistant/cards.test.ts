import {expect, test} from 'vitest';
import {notices, proposals, talk} from './talk.ts';

const suggesting = (...found: object[]) => ({
  rules: [
    {match: {format: 'schema' as const, system: 'own line'}, json: {proposals: found}},
    {reply: 'Fine.'},
  ],
});

test('a find is not lost when the comparison with what is known fails', async () => {
  const {say, memu} = await talk({
    rules: [
      {
        match: {format: 'schema', system: 'worth remembering'},
        json: {
          memories: [
            {
              type: 'fact',
              text: 'Lives in Berlin since this summer',
              quote: 'I live in Berlin since this summer',
            },
          ],
        },
      },
      {match: {format: 'schema', system: 'pair by pair'}, reply: 'I would rather not'},
      {reply: 'Fine.'},
    ],
  });
  memu.memories.add({body: 'Lives in Paris since summer 2019'});
  await say('by the way I live in Berlin since this summer');
  const found = proposals(await say('/remember'));
  expect(found.map(card => card.title)).toEqual(['Lives in Berlin since this summer']);
});

test('what a model overlooks and rules can read has its card', async () => {
  const {say} = await talk(suggesting());
  const cards = proposals(await say('I need to renew my passport'));
  expect(cards.map(card => card.title)).toEqual(['renew my passport']);
});

test('a title that its quote does not bear is kept by nobody but a person', async () => {
  const env = {MEMU_CHAT_AUTO_ACCEPT: 'task'};
  const line = 'I have to call about the boiler and to buy bread';
  const model = suggesting(
    {kind: 'task', title: 'Send money to Bob', quote: 'boiler', due: '', task: 0},
    {kind: 'task', title: 'Buy bread', quote: 'buy bread', due: '', task: 0},
  );
  const {say, memu} = await talk(model, {}, env);
  const cards = proposals(await say(line));
  expect(cards.map(({title, state}) => [title, state])).toEqual([
    ['Send money to Bob', 'open'],
    ['Buy bread', 'accepted'],
  ]);
  expect(memu.tasks.list().map(task => task.title)).toEqual(['Buy bread']);
});

test.each([
  ['tick off water the plants', 'Water the plants'],
  ['mark the tax form as done', 'Send the tax form'],
  ['I called mum', 'Call mum'],
  ['the rent is paid', 'Pay the rent'],
])('%j without a model offers to complete a task', async (line, title) => {
  const {say, memu} = await talk({}, {recallOnly: true});
  for (const one of ['Water the plants', 'Send the tax form', 'Call mum', 'Pay the rent'])
    memu.tasks.add({title: one});
  const events = await say(line);
  expect(proposals(events)).toMatchObject([{kind: 'complete_task', title}]);
  expect(notices(events)).toBe('');
});
