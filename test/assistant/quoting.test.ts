import {expect, test} from 'vitest';
import {answerExtractively} from '../../src/assistant/extractive/answer-extractively.ts';
import type {DueItem, Item} from '../../src/assistant/prompt/items.ts';
import {noMaterial} from '../../src/assistant/prompt/prompt-builder.ts';
import type {RetrievedContext} from '../../src/assistant/prompt/retrieved-context.ts';
import {readIntent} from '../../src/assistant/reading/intent.ts';
import {fixedClock} from '../../src/ground/time.ts';

const clock = fixedClock('2026-11-25T09:30:00.000Z', 'UTC');

const item = (prefix: string, change: Partial<Item> = {}): Item => ({
  id: `id-${prefix}`,
  prefix,
  kind: 'note',
  title: '',
  text: '',
  createdAt: '2026-03-03T10:00:00.000Z',
  state: '',
  score: 1,
  ...change,
});

const due = (prefix: string, title: string, change: Partial<DueItem> = {}): DueItem => ({
  ...item(prefix, {kind: 'task', title, state: 'due 2026-11-27'}),
  due: '2026-11-27',
  goal: null,
  isOverdue: false,
  ...change,
});

const marathon = item('9a9a', {
  kind: 'goal',
  title: 'Run a half marathon',
  state: '41 %, 1 of 2 milestones, by 2027-04-22',
  text: 'Cross the line\n- [x] 10 km\n- [ ] 18 km by 2027-01-24',
});
const lisbon = item('7b7b', {kind: 'goal', title: 'Speak Portuguese', state: '47 %'});

const answer = (question: string, material: Partial<RetrievedContext>): string =>
  answerExtractively({
    question,
    intent: readIntent(question),
    material: {...noMaterial, ...material},
    clock,
  }).text.replace(/^No model: from your notes\.\n\n/, '');

test('goals are listed with how far they have come and what comes next', () => {
  expect(answer('what are my goals?', {goals: [marathon, lisbon]})).toBe(
    [
      'Run a half marathon: 41 %, 1 of 2 milestones, by Thu 22 April 2027 [9a9a]',
      '  next: 18 km by 2027-01-24',
      'Speak Portuguese: 47 % [7b7b]',
    ].join('\n'),
  );
});

test('a goal that is named is told whole, with what was written about it', () => {
  const plan = item('c01d', {title: 'Half marathon training', text: 'Three runs a week'});
  const text = answer('how is my marathon going?', {goals: [marathon, lisbon], found: [plan]});
  expect(text).toContain('  - [x] 10 km\n  - [ ] 18 km by 2027-01-24');
  expect(text).toContain('> Three runs a week');
  expect(text).not.toContain('Portuguese');
});

test('what was finished is listed, and what was kept in that time when nothing was', () => {
  const span = {text: 'last week', from: '2026-11-16T00:00:00Z', to: '2026-11-23T00:00:00Z'};
  const done = item('d0d0', {kind: 'task', title: 'Tax return', createdAt: '2026-11-18T08:00:00Z'});
  expect(answer('what did I get done last week?', {span, done: [done]})).toBe(
    'Done last week (Mon 16 November 2026 to Sun 22 November 2026):\n  Wed 18 November 2026: Tax return [d0d0]',
  );
  const diary = item('e0e0', {text: 'Rain all day.'});
  const open = item('f0f0', {kind: 'task', title: 'Find the wine', state: 'open'});
  const nothing = answer('what did I do last week?', {span, found: [diary, open]});
  expect(nothing).toMatch(/^No task was finished last week[\s\S]*Rain all day/);
  expect(nothing).not.toContain('wine');
});

test('of what is due only that is listed which serves what the question names', () => {
  const house = item('ea42', {kind: 'goal', title: 'A house with a heat pump'});
  const material = {
    found: [house],
    due: [due('1111', 'Fill in the form', {goal: house.id}), due('2222', 'Call mum')],
  };
  const text = answer('what do I need to do for the heat pump?', material);
  expect(text).toContain('Fill in the form [1111]');
  expect(text).not.toContain('mum');
  expect(answer('what do I need to do?', material)).toContain('Call mum [2222]');
});

test('a subject that no task names is answered from what was written', () => {
  const note = item('3333', {title: 'Passport', text: 'in the blue drawer'});
  const material = {found: [note], due: [due('2222', 'Call mum')]};
  const text = answer('what should I do about the passport?', material);
  expect(text).toContain('blue drawer');
  expect(text).not.toContain('mum');
});

test('a long list is cut and says by how much', () => {
  const many = Array.from({length: 15}, (_, i) => due(`${1000 + i}`, `Chore ${i}`));
  const text = answer('what is due?', {due: many});
  expect(text.match(/Chore/g)).toHaveLength(12);
  expect(text).toContain('And 3 more: memu task list');
});

test('what was kept goes before what was said, and a bare question is no answer', () => {
  const said = item('9bd9', {kind: 'said', text: 'Anna comes on Friday. What could I cook?'});
  const asked = item('9bd8', {kind: 'said', text: 'What does Anna like?'});
  const known = item('1105', {kind: 'memory', text: 'Anna prefers green tea.', score: 0.5});
  const text = answer('what does Anna like?', {found: [said, asked], further: [known]});
  expect(text).toMatch(/green tea[\s\S]*Anna comes on Friday/);
  expect(text).not.toContain('9bd8');
});

test('the same words are quoted once, the newest, with how often they stand there', () => {
  const days = ['2025-01-01', '2026-01-01', '2025-06-01'].map((day, i) =>
    item(`a${i}a${i}`, {text: 'Soup for Ruth.', createdAt: `${day}T10:00:00.000Z`}),
  );
  expect(answer('who is Ruth?', {found: days})).toBe(
    '[a1a1] note, Thu 1 January 2026, and 2 more like it\n  > Soup for Ruth.',
  );
});

test('what has no word in common is quoted only when it was found by its meaning', () => {
  const stray = item('eade', {text: 'The evening readings went well.'});
  expect(answer('wann war ich beim Zahnarzt?', {found: [stray]})).toBe(
    'Nothing that is kept fits these words.',
  );
  const meant = {...stray, isByMeaning: true};
  expect(answer('wann war ich beim Zahnarzt?', {found: [meant]})).toContain('evening readings');
});

test('short names count', () => {
  const ben = item('7fb8', {text: 'Ben does not eat coriander.'});
  const other = item('7fb9', {text: 'The garden is wet.'});
  const text = answer('tell me about Ben', {found: [other, ben]});
  expect(text).toContain('coriander');
  expect(text).not.toContain('garden');
});

test('a greeting is not answered with quotations', () => {
  expect(answer('thanks', {found: [item('1', {text: 'Thanks for the fish'})]})).toMatch(
    /^No model answers now/,
  );
});

test('the latest time is the day that the words name, when they name one', () => {
  const kept = (prefix: string, text: string, createdAt: string) =>
    item(prefix, {kind: 'memory', text, createdAt});
  const text = answer('when did I last see the dentist?', {
    found: [
      kept('1111', 'Saw the dentist on 3 March 2026, all fine', '2026-11-25T09:00:00.000Z'),
      kept('2222', 'Dentist: a filling', '2026-05-12T10:00:00.000Z'),
      kept('3333', 'Dentist again on 2027-01-10, booked', '2026-01-01T10:00:00.000Z'),
    ],
  });
  expect(text).toMatch(/^The latest about it is from Tue 12 May 2026, 6 months ago \[2222\]/);
  expect(text.indexOf('[1111] memory')).toBeLessThan(text.indexOf('[3333] memory'));
});
