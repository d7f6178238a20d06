import {describe, expect, test} from 'vitest';
import {cardText, parseCard} from '../../../tui/chat/card-text.ts';
import {taskCard} from '../fixtures/scripted-chat.ts';

const card = taskCard('a', 'Call mum', {
  due: '2026-11-27',
  priority: 4,
  areas: ['family', 'health'],
});

describe('a card as text', () => {
  test('comes back as it was when nothing is edited', () => {
    expect(cardText(card)).toBe('Call mum\ndue: 2026-11-27\npriority: 4\nareas: family, health');
    expect(parseCard(cardText(card), card)).toEqual({title: card.title, fields: card.fields});
  });

  test('a line may be changed, added, left out, or go on in the next', () => {
    const text = 'Call Anna\npriority: 5\nbody: first line\nsecond line';
    expect(parseCard(text, card)).toEqual({
      title: 'Call Anna',
      fields: {priority: 5, body: 'first line\nsecond line'},
    });
  });

  test('what cannot be meant is refused in words', () => {
    expect(() => parseCard('\ndue: x', card)).toThrow('title');
    expect(() => parseCard('Call\npriority: high', card)).toThrow('priority must be a number');
    expect(() => parseCard('Call\njust words', card)).toThrow('"just words" is not');
  });
});
