import {describe, expect, test} from 'vitest';
import {cardFields, cardText, parseCard} from '../../../tui/chat/card-text.ts';
import {taskCard} from '../fixtures/scripted-chat.ts';

const zone = 'Europe/Berlin';
const card = taskCard('a', 'Call mum', {
  due: '2026-11-27',
  scheduled: '2026-11-22T08:00:00.000Z',
  priority: 4,
  areas: ['family', 'health'],
});

describe('a card as text', () => {
  test('comes back as it was when nothing is edited', () => {
    expect(cardText(card, zone)).toBe(
      'Call mum\ndue: 2026-11-27\nscheduled: 2026-11-22 09:00\npriority: 4\nareas: family, health',
    );
    expect(parseCard(cardText(card, zone), card, zone)).toEqual({
      title: card.title,
      fields: card.fields,
    });
  });

  test('a line may be changed, added, left out, or go on in the next', () => {
    const text = 'Call Anna\npriority: 5\nbody: first line\nsecond line';
    expect(parseCard(text, card, zone)).toEqual({
      title: 'Call Anna',
      fields: {priority: 5, body: 'first line\nsecond line'},
    });
  });

  test('is told on one line as near as it needs to be', () => {
    expect(cardFields(card, {date: '2026-11-21', zone})).toEqual([
      'due Fri',
      'scheduled tomorrow 9:00',
      'priority 4',
      'areas family, health',
    ]);
  });

  test('what cannot be meant is refused in words', () => {
    expect(() => parseCard('\ndue: x', card, zone)).toThrow('title');
    expect(() => parseCard('Call\npriority: high', card, zone)).toThrow(
      'priority must be a number',
    );
    expect(() => parseCard('Call\njust words', card, zone)).toThrow('"just words" is not');
  });
});
