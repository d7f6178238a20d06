import {existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {
  type AbandonedAnswer,
  PartialAnswers,
} from '../../src/assistant/partial-answers/partial-answers.ts';
import {newId} from '../../src/ground/ids.ts';
import {newFolder} from '../support/folder.ts';
import {talk} from './talk.ts';

/** No process has this number: it is beyond what Linux and macOS give. */
const gone = 2 ** 22 + 1;

const head = {conversation: 'c1', at: '2026-11-21T09:30:00.000Z', about: {model: 'm'}};
const lines = (...parts: readonly object[]) => parts.map(part => JSON.stringify(part)).join('\n');
const whole = `${lines(head, {text: 'one ', cited: []}, {text: 'two', cited: ['e1']})}\n`;

function folderWith(text: string, pid = gone) {
  const folder = join(newFolder(), 'parts');
  mkdirSync(folder);
  const id = newId();
  const file = join(folder, `${pid}-${id}.part`);
  writeFileSync(file, text);
  return {folder, file, id, parts: new PartialAnswers(folder)};
}

function takenFrom(parts: PartialAnswers): readonly AbandonedAnswer[] {
  const taken: AbandonedAnswer[] = [];
  parts.takeUp(part => taken.push(part));
  return taken;
}

test('what a process that is gone has left is handed over once', () => {
  const {parts, id, folder} = folderWith(whole);
  expect(takenFrom(parts)).toEqual([{...head, id, text: 'one two', cited: ['e1']}]);
  expect(readdirSync(folder)).toEqual([]);
  expect(takenFrom(parts)).toEqual([]);
});

test('a line that the power cut has torn is left out; a file without a word goes', () => {
  expect(takenFrom(folderWith(`${whole}{"text":"thr`).parts)).toMatchObject([{text: 'one two'}]);
  const torn = folderWith('{"conversation":"c1","at"');
  expect(takenFrom(torn.parts)).toEqual([]);
  expect(existsSync(torn.file)).toBe(false);
});

test('an answer that is still on its way is left alone, unless it was silent for longer than any may be', () => {
  const {parts, file} = folderWith(whole, 1);
  expect(takenFrom(parts)).toEqual([]);
  const earlier = Date.now() / 1000 - 3600;
  utimesSync(file, earlier, earlier);
  expect(takenFrom(parts)).toHaveLength(1);
});

test('what cannot be kept now stays for another time', () => {
  const {parts, file} = folderWith(whole);
  const full = () => {
    throw new Error('the disk is full');
  };
  expect(() => parts.takeUp(full)).toThrow('full');
  expect(existsSync(file)).toBe(true);
});

test('a purge takes the parts of its conversations, and no others', () => {
  const {parts, file} = folderWith(whole);
  parts.forget(['c2']);
  expect(existsSync(file)).toBe(true);
  parts.forget(['c1']);
  expect(existsSync(file)).toBe(false);
});

test('a part goes into its conversation as a turn that broke off, and one that was kept already does not', async () => {
  const {memu, say} = await talk({rules: [{reply: 'Whole.'}]});
  const done = (await say('hello')).at(-1) as {turn: string; conversation: string};
  const folder = join(memu.paths.data, 'parts');
  mkdirSync(folder, {recursive: true});
  const left = (id: string) =>
    writeFileSync(
      join(folder, `${gone}-${id}.part`),
      lines({...head, conversation: done.conversation}, {text: 'Half', cited: []}),
    );
  left(done.turn);
  left(newId());
  writeFileSync(join(folder, `${gone}-${newId()}.part`), whole); // its conversation was purged
  await memu.takeUpAnswers();
  const turns = memu.conversations.turns(memu.conversations.find(done.conversation)!);
  expect(turns.map(turn => turn.text)).toEqual(['hello', 'Whole.', 'Half']);
  expect(turns[2]!.metadata).toEqual({answer: {model: 'm', state: 'incomplete', cited: []}});
  expect(readdirSync(folder)).toEqual([]);
});

test('a longer answer leaves nothing behind; incognito it was never there', async () => {
  const scenario = {rules: [{reply: 'one two three four', delay: {tokenMs: 400}}]};
  for (const incognito of [false, true]) {
    const {memu, say} = await talk(scenario, {incognito});
    const folder = join(memu.paths.data, 'parts');
    let hasPart = false;
    await say('count', () => {
      hasPart ||= existsSync(folder) && readdirSync(folder).length > 0;
    });
    expect(hasPart).toBe(!incognito);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  }
});
