/** Words that cling together, single characters and pictures are found. */
import {describe, expect, test} from 'vitest';
import {recalling} from '../support/recalling.ts';

describe('of scripts that write words together', () => {
  test.each([
    ['나는 서울에서 회의를 한다', ['서울', '회의', '서울에서', '회']],
    ['그 집에서 잤다', ['집', '집에서']],
    ['הספר על השולחן', ['ספר', 'הספר', 'שולחן']],
    ['قرأت الكتاب والمدرسة', ['كتاب', 'الكتاب', 'مدرسة', 'المدرسة']],
    ['北京烤鸭很好吃', ['北京', '京', '鸭', '吃']],
    ['東京タワーに行った', ['東京', 'タワー', '京']],
    ['Saw a 🦘 at last', ['🦘']],
    ['Flag day 🇩🇪', ['🇩🇪']],
  ])('"%s" is found by each of its words', async (text, questions) => {
    const {memory, found} = recalling();
    memory(text);
    memory('Something else was said 다른 אחר آخر 他');
    for (const question of questions) {
      expect((await found(question))[0], question).toBe(text);
    }
  });

  test('another word or picture is not found', async () => {
    const {memory, found} = recalling();
    memory('🐨 הספר');
    expect(await found('ספרים')).toEqual([]);
    expect(await found('🦘')).toEqual([]);
    expect(await found('부산')).toEqual([]);
  });
});
