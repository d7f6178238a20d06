import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {filledStore} from '../../scripts/bench/store.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {product, readVectors, textVectors} from '../../src/recall/meaning/text-vectors.ts';
import {Recall, type RecallDeps} from '../../src/recall/recall.ts';
import {openDatabase} from '../../src/storage/open-database.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'memu-meanings-'));
afterAll(() => rmSync(folder, {recursive: true}));

const vectors = textVectors()!;
const likeness = (one: string, other: string): number =>
  product(vectors.of(one.split(' ')), vectors.of(other.split(' ')));

describe('what texts mean', () => {
  test.each([
    ['animal', 'greyhound', 'office'],
    ['physician', 'doctor', 'kettle'],
    ['which job does she have', 'works as a nurse', 'bought a kettle'],
    ['unhappiness', 'sad', 'bicycle'],
  ])('"%s" is nearer to "%s" than to "%s"', (asked, near, far) => {
    expect(likeness(asked, near)).toBeGreaterThan(likeness(asked, far) + 0.1);
  });

  test('common words weigh less than rare ones', () => {
    expect(likeness('the greyhound', 'greyhound')).toBeGreaterThan(
      likeness('the greyhound', 'the'),
    );
  });

  test.each(['', 'über', '東京', 'Ö', '\u{1f998}'])('"%s" means nothing that is known', word => {
    expect(likeness(word, 'animal')).toBe(0);
    expect(likeness(`greyhound ${word}`, 'greyhound')).toBeCloseTo(1);
  });

  test('are not known where the file is missing, cut off or something else', () => {
    const shipped = new URL('../../src/recall/word-vectors/en.bin', import.meta.url);
    const file = path.join(folder, 'en.bin');
    expect(readVectors(file)).toBeUndefined();
    writeFileSync(file, readFileSync(shipped).subarray(0, 1_000_000));
    expect(readVectors(file)).toBeUndefined();
    writeFileSync(file, 'no such thing');
    expect(readVectors(file)).toBeUndefined();
  });
});

async function found(question: string, more: Partial<RecallDeps> = {}): Promise<string[]> {
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

  test('answers without vectors by the words alone', async () => {
    const hits = await found('Which animal does Mira have?', {textVectors: () => undefined});
    expect([...hits].sort()).toEqual(['m0', 'm1', 'm2']);
  });

  test('reads no vectors for bare words and for names', async () => {
    const textVectors = () => {
      throw new Error('read');
    };
    expect(await found('greyhound', {textVectors})).toEqual(['m1']);
    expect(await found('Mira', {textVectors})).toHaveLength(3);
  });

  test('finds nothing for words that only other words are like', async () => {
    expect(await found('Which zebra did the zoologist feed?')).toEqual([]);
  });
});
