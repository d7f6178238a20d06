import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {filledStore} from '../../scripts/bench/store.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {readMeanings, wordMeanings} from '../../src/recall/meaning/word-meanings.ts';
import {Recall, type RecallParts} from '../../src/recall/recall.ts';
import {openDatabase} from '../../src/storage/open-database.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'memu-meanings-'));
afterAll(() => rmSync(folder, {recursive: true}));

const meanings = wordMeanings()!;

describe('what words mean', () => {
  test.each([
    ['animal', 'greyhound'],
    ['city', 'lisbon'],
    ['animals', 'dogs'],
    ['physician', 'doctor'],
    ['debt', 'loans'],
  ])('%s is spoken of by %s', (asked, word) => {
    expect(meanings.likeness(asked, word)).toBeGreaterThan(0.3);
    expect(meanings.likeness(asked, word)).toBeLessThanOrEqual(0.6);
  });

  test.each([
    ['animal', 'office'],
    ['greyhound', 'animal'],
    ['city', 'the'],
    ['debt', 'qzxv'],
    ['qzxv', 'debt'],
    ['', ''],
  ])('%s is not by %s', (asked, word) => {
    expect(meanings.likeness(asked, word)).toBeLessThan(0.1);
  });

  test('knows words, and not what is none', () => {
    expect(['animal', 'greyhound', 'repaired'].every(word => meanings.knows(word))).toBe(true);
    expect(['qzxv', '2024', 'über'].some(word => meanings.knows(word))).toBe(false);
  });

  test('are not known where the file is missing, cut off or something else', () => {
    const shipped = new URL('../../src/recall/word-meanings/en.bin', import.meta.url);
    const file = path.join(folder, 'en.bin');
    expect(readMeanings(file)).toBeUndefined();
    writeFileSync(file, readFileSync(shipped).subarray(0, 1_000_000));
    expect(readMeanings(file)).toBeUndefined();
    writeFileSync(file, 'no such thing');
    expect(readMeanings(file)).toBeUndefined();
  });
});

async function found(question: string, more: Partial<RecallParts> = {}): Promise<string[]> {
  const memories = [
    'Mira sends regards and asks for the recipe',
    'Mira brought a greyhound along',
    'Mira has moved the office again',
  ];
  const created_at = '2026-01-01T00:00:00.000Z';
  const kept = await filledStore(
    ':memory:',
    memories.map((text, at) => ({id: `m${at}`, text, created_at})),
  );
  const text = openDatabase({path: ':memory:', schema: 'text'});
  const clock = fixedClock(Date.parse('2026-02-01T00:00:00Z'));
  const {hits} = await new Recall({kept, text, clock, ...more}).recall(question);
  return hits.map(hit => hit.ref!);
}

describe('recall', () => {
  test('finds a greyhound where an animal is asked for that no text names', async () => {
    expect((await found('Which animal does Mira have?'))[0]).toBe('m1');
  });

  test('answers without meanings by the words alone', async () => {
    const hits = await found('Which animal does Mira have?', {wordMeanings: () => undefined});
    expect([...hits].sort()).toEqual(['m0', 'm1', 'm2']);
  });

  test('reads no meanings for bare words and for names', async () => {
    const wordMeanings = () => {
      throw new Error('read');
    };
    expect(await found('greyhound', {wordMeanings})).toEqual(['m1']);
    expect(await found('Mira', {wordMeanings})).toHaveLength(3);
  });

  test('finds nothing for words that only other words are like', async () => {
    expect(await found('Which zebra did the zoologist feed?')).toEqual([]);
  });
});
