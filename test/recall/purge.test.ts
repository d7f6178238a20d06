import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {recalling} from '../support/recalling.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memu-recall-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

/** Names of the files in which a text stands, in any case. */
const filesWith = (text: string): string[] =>
  readdirSync(folder).filter(name =>
    readFileSync(join(folder, name)).toString('latin1').toLowerCase().includes(text),
  );

test('a forgotten text leaves no byte of its words in the index', async () => {
  const {note, recall, text, db} = recalling(join(folder, 'memu.db'), join(folder, 'text.db'));
  const ids: string[] = [];
  for (let at = 0; at < 400; at++) {
    const isSecret = at % 40 === 7;
    const body = isSecret ? `zanzibarquay${at} kryptonitely` : `harmless words number ${at} boat`;
    const {id} = note(isSecret ? 'quixoticly titled' : `Note ${at}`, body, {
      tags: [`tag${at % 7}`],
    });
    if (isSecret) ids.push(id);
  }
  recall.index.catchUp();
  expect((await recall.recall('zanzibarquay7')).hits).toHaveLength(1);
  expect(filesWith('zanzibarquay')).not.toEqual([]);
  recall.index.forget(ids);
  expect(recall.index.flush()).toBe(true);
  text.close();
  db.close();
  // `memu.db` still holds the entries here: purging those is another part's work.
  const derived = (files: readonly string[]) => files.filter(name => name.startsWith('text.db'));
  for (const word of ['zanzibarqu', 'kryptonit', 'quixotic']) {
    expect(derived(filesWith(word))).toEqual([]);
  }
});

test('a reader in the way of emptying the log is noticed', () => {
  const {note, recall, text} = recalling(join(folder, 'memu.db'), join(folder, 'text.db'));
  note('Boat', 'red');
  recall.index.catchUp();
  const other = recalling(join(folder, 'memu.db'), join(folder, 'text.db'));
  other.text.exec('BEGIN; SELECT count(*) FROM passages');
  note('Quay', 'blue');
  recall.index.catchUp();
  expect(recall.index.flush()).toBe(false);
  other.text.exec('COMMIT');
  expect(recall.index.flush()).toBe(true);
  for (const db of [text, other.text, other.db]) db.close();
});
