import {expect, test} from 'vitest';
import type {TurnInput} from '../../src/conversations/conversation.ts';
import {asksOnly} from '../../src/recall/documents/asks-only.ts';
import {recalling} from '../support/recalling.ts';

/** A conversation with memu, as the assistant keeps it. */
function chatting() {
  const kept = recalling();
  const chat = (...lines: readonly (readonly [asked: string, answer: string])[]) => {
    const conversation = kept.conversations.begin({title: lines[0]![0]});
    const turns = lines.flatMap(([text, answer]): TurnInput[] => [
      {role: 'user', text, metadata: {asked: true}},
      {role: 'assistant', speaker: 'memu', text: answer, metadata: {answer: {state: 'quoted'}}},
    ]);
    return kept.conversations.append(conversation, turns);
  };
  return {...kept, chat};
}

test('thirty questions asked of memu change nothing about what is found', async () => {
  const {memory, note, chat, found, recall} = chatting();
  memory('Saw the dentist, Dr Lindqvist: one filling.');
  memory('Dentist: cleaned, all well.');
  note('Teeth', 'The dentist says to floss.');
  const question = 'when did I last see the dentist';
  const before = await found(question);
  const [{score} = {score: 0}] = (await recall.recall(question)).hits;
  for (let n = 0; n < 30; n += 1) {
    chat([`${question}?`, 'The latest about it: the dentist, one filling, Dr Lindqvist.']);
  }
  expect(await found(question)).toEqual(before);
  expect((await recall.recall(question)).hits[0]?.score).toBe(score);
});

test('a talk with memu has one row, and only where turns are asked for', async () => {
  const {chat, found} = chatting();
  chat(
    ['where is the zeppelin?', 'The zeppelin is in the hangar.'],
    ['and the other zeppelin?', 'Nothing about another zeppelin is kept.'],
  );
  chat(['who steers the zeppelin?', 'Hugo steers the zeppelin.']);
  expect(await found('zeppelin')).toEqual([]);
  expect(await found('zeppelin', {kinds: ['turn']})).toHaveLength(2);
});

test('what memu made stands below what was kept, even where its kind is asked for', async () => {
  const {note, found} = recalling();
  note('March, told', 'In March the boiler, the boiler and once more the boiler broke.', {
    metadata: {story: {from: '2026-03-01'}},
  });
  note('Repairs', 'Somebody came about the boiler in spring, and it was all rather expensive.');
  expect(await found('boiler')).toEqual(['Repairs']);
  expect(await found('boiler', {kinds: ['note']})).toEqual(['Repairs', 'March, told']);
});

test('what was told in a chat is found like anything else', async () => {
  const {chat, found} = chatting();
  chat(['I left my passport in the chalet.', 'That is good to know.']);
  chat(['Anna comes on Friday. What could I cook?', 'Soup.']);
  expect(await found('passport')).toEqual(['I left my passport in the chalet.']);
  expect(await found('when does Anna come')).toHaveLength(1);
});

test.each([
  ['when is the race?', true],
  ['how is my goal going', true],
  ['remind me to buy flour', true],
  ['add a task to call mum', true],
  ['summarise my week', true],
  ['I saw the dentist today', false],
  ['Anna comes on Friday. What could I cook?', false],
  ['the key is with Jo', false],
])('%j only asks: %s', (line, expected) => {
  expect(asksOnly(line)).toBe(expected);
});
