import {expect, test} from 'vitest';
import {readIntent, searchText} from '../../src/assistant/reading/intent.ts';

test.each([
  ['what is due this week?', 'question', true, undefined],
  ['anything overdue', 'question', true, undefined],
  ['what did I write about the boiler?', 'question', false, undefined],
  ['when did I last see the dentist?', 'question', false, 'last'],
  ['When is my next appointment', 'question', false, 'next'],
  ['show me my notes on tulips', 'question', false, undefined],
  ['remind me to call mum tomorrow', 'change', false, undefined],
  ['can you add a task to buy milk?', 'change', true, undefined],
  ['I need to renew my passport', 'change', false, undefined],
  ['I finished the tax return', 'change', false, undefined],
  ['I must call the dentist', 'change', false, undefined],
  ['we should invite Anna', 'change', false, undefined],
  ['should I call the dentist?', 'question', false, undefined],
  ['remind me what the doctor said', 'question', false, undefined],
  ['good morning', 'talk', false, undefined],
  ['I slept badly', 'talk', false, undefined],
] as const)('%j is a %s', (text, kind, asksDue, asksWhen) => {
  expect(readIntent(text)).toMatchObject({kind, asksDue, asksWhen});
});

test.each([
  ['what are my goals?', true, false],
  ['how is my marathon going?', true, false],
  ['how far am I with Portuguese?', true, false],
  ['how am I doing?', true, true],
  ['what did I get done last week?', false, true],
  ['what have I finished?', false, true],
  ['how far is Vienna?', true, false],
  ['add a goal to read more', false, false],
  ['what is due today?', false, false],
] as const)('%j asks for goals: %s, for what is done: %s', (text, asksGoals, asksDone) => {
  expect(readIntent(text)).toMatchObject({asksGoals, asksDone});
});

test('a short follow-up takes the question before it along, a full question does not', () => {
  expect(searchText('and how much was it?', 'the boiler service')).toContain('boiler');
  expect(
    searchText('where did grandmother hide all those silver spoons and forks', 'boiler'),
  ).not.toContain('boiler');
  expect(searchText('why?', undefined)).toBe('why?');
});
