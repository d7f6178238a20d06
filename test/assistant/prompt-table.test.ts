import {describe, test} from 'vitest';
import {askTable, type CountTokens} from './prompt-table.ts';

/** As small models count: a token for each digit and mark, for four letters, and two for others' letters. */
const small: CountTokens = async messages =>
  messages.reduce((sum, {content}) => {
    const letters = content.match(/[A-Za-z ]/g)?.length ?? 0;
    const foreign = content.match(/[^\0-\x7f]/g)?.length ?? 0;
    return sum + 5 + Math.ceil(letters / 4 + foreign * 2 + (content.length - letters - foreign));
  }, 0);

/** A token for two characters, whatever they are. */
const coarse: CountTokens = async messages =>
  messages.reduce((sum, {content}) => sum + 5 + Math.ceil(content.length / 2), 0);

describe('the question and the instructions are whole in what a server reads', () => {
  test.each([2048, 4096, 8192])('of a window of %i', window => askTable(window, small));

  test('of a model that makes twice as many tokens of words', () => askTable(2048, coarse));
});
