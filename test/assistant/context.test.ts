import {expect, test} from 'vitest';
import {notices, talk} from './talk.ts';

test('what /context and --dry-run show is byte for byte what is sent, each time the same', async () => {
  const {say, assistant, memu, server} = await talk({rules: [{reply: 'Keller [1].'}]});
  memu.notes.add({title: 'Boiler', body: 'Mr Keller changed the electrode, 240 euros'});
  memu.tasks.add({title: 'Call the boiler service', due: '2026-11-21'});
  const sent = () => {
    const {messages} = server.requests.findLast(one => one.path === '/api/chat')!.body;
    return messages.map(({role, content}) => ({role, content}));
  };
  for (const question of ['who changed the electrode?', 'and what did it cost?']) {
    const shown = await assistant.context(question);
    expect(await assistant.context(question)).toEqual(shown);
    await say(question);
    expect(sent()).toEqual(shown.messages);
  }
  const last = sent().at(-1)!.content;
  expect(last).toContain('Now: Sat 21 November 2026, 09:30 (UTC)');
  const context = notices(await say('/context'));
  expect(context).toMatch(/^about \d+ of 8192 tokens for llama3\.2:3b\n--- system\n/);
  expect(context).toContain('who changed the electrode?');
});

test('looking at the prompt dials for what hosts have and nothing else, and keeps nothing', async () => {
  const {assistant, memu, server} = await talk({});
  await assistant.context('who changed the electrode?');
  expect(server.requests.map(one => one.path).sort()).toEqual([
    '/api/ps',
    '/api/tags',
    '/api/version',
  ]);
  expect(memu.conversations.newest(1)).toEqual([]);
});

test('an entry named with @ is the first of what is found, and stands by its name in the question', async () => {
  const {assistant, memu} = await talk({});
  memu.notes.add({title: 'Boiler', body: 'Mr Keller changed the electrode, 240 euros'});
  const {id} = memu.notes.add({title: 'Attic', body: 'Cold in winter'});
  const last = async (text: string) => (await assistant.context(text)).messages.at(-1)!.content;
  const shown = await last(`compare the boiler with @${id.slice(0, 6)}, and @ffff to a@${id}`);
  expect(shown).toMatch(/<entry number="1"[^>]*>\nAttic\n/);
  expect(shown).toContain(`compare the boiler with "Attic", and @ffff to a@${id}`);
  memu.entries.trash(id);
  expect(await last(`what of @${id.slice(0, 6)}?`)).not.toContain('Cold in winter');
});
