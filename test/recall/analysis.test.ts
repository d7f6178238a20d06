import {describe, expect, test} from 'vitest';
import {fold, indexedWordsOf, stemOf, wordsOf} from '../../src/recall/terms/analysis.ts';

describe('words of a text', () => {
  test.each([
    ["Anna's boiler", ['anna', 'boiler']],
    ['don’t', ['dont']],
    ['Łukasz, Zoë & Straße', ['lukasz', 'zoe', 'strasse']],
    ['maxRetryCount max_retry_count', ['max', 'retry', 'count', 'max', 'retry', 'count']],
    ['2024-05-03 at 10:30', ['2024', '05', '03', 'at', '10', '30']],
    ['it cost 1,250 euros', ['it', 'cost', '1250', 'euros']],
    ['東京タワー', ['東京', '京タ', 'タワ', 'ワー']],
    ['猫', ['猫']],
    ['iPhone 15で写真', ['i', 'phone', '15', 'で写', '写真']],
    ['ｆｕｌｌ ｗｉｄｔｈ', ['full', 'width']],
    ['🙂 -- "" ()', ['🙂']],
    ['👩‍🚀 👍🏽 🇩🇪 ™', ['👩', '🚀', '👍', '🇩🇪', 'tm']],
    ['서울에서', ['서울', '울에', '에서']],
    ['الكتاب', ['الكتاب']],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test.each([
    ['회의를', ['회의', '의를', '를']],
    ['北京', ['北京', '京']],
    ['הספר', ['הספר', 'ספר']],
    ['والمدرسة', ['والمدرسه', 'المدرسه', 'مدرسه']],
    ['the book', ['the', 'book']],
  ])('%s is found without what clings to it', (text, words) => {
    expect(indexedWordsOf(text)).toEqual(words);
  });

  test('fold the same however a letter was composed', () => {
    expect(fold('Zoe\u0308')).toBe(fold('Zo\u00eb'));
  });

  test('are stemmed when they are English letters, and left alone otherwise', () => {
    expect(['boilers', 'running', 'müller', '2024', '東京'].map(stemOf)).toEqual([
      'boiler',
      'run',
      'müller',
      '2024',
      '東京',
    ]);
  });

  test('of one very long run stay bounded', () => {
    expect(wordsOf('x'.repeat(100_000))[0]).toHaveLength(48);
  });
});
