import {expect, test} from 'vitest';
import {notices, talk} from './talk.ts';

test('the answer stands first in a prompt, and what is due only where that is asked', async () => {
  const {memu, assistant} = await talk({});
  for (const title of [
    'Pay the rent',
    'Call Anna about the form',
    'Water the plants',
    'Return the books',
  ])
    memu.tasks.add({title, due: '2026-11-18'});
  memu.memories.add({body: 'Anna is my sister. She lives in Vienna.', type: 'person'});
  const who = (await assistant.context('who is Anna')).messages.at(-1)!.content;
  expect(who).toMatch(/<entry number="1"[^>]*>\n[^<]*Anna/);
  expect(who).not.toMatch(/rent|plants|books/);
  const due = (await assistant.context('what is overdue?')).messages.at(-1)!.content;
  expect(due).toContain('Pay the rent');
});

test('what was asked and answered before is no evidence', async () => {
  const {memu, assistant, say} = await talk({}, {recallOnly: true});
  memu.memories.add({body: 'Saw the dentist, Dr Lindqvist: one filling.', type: 'event'});
  for (let n = 0; n < 5; n += 1) await say('when did I last see the dentist?');
  const {messages} = await assistant.context('which dentist was it?');
  expect(messages.at(-1)!.content.match(/<entry/g)).toHaveLength(1);
});

test('why no model answers is said once a session, and not with each question', async () => {
  const {say} = await talk({}, {}, {MEMU_LLM_HOSTS: 'http://127.0.0.1:9'});
  const first = notices(await say('when is the race?'));
  expect(first).toContain('No model answers');
  expect(notices(await say('who is Anna?'))).toBe('');
});
