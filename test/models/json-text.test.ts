/** Data in what a model wrote: read as it stands where it can be, repaired where it is plainly meant. */
import {expect, test} from 'vitest';
import {findJson} from '../../src/models/calls/json-text.ts';

test.each([
  ['alone', '{"a": 1}', {a: 1}],
  ['behind thoughts', '<think>{"a": 2}</think>{"a": 1}', {a: 1}],
  ['fenced and introduced', 'Here you are:\n```json\n{"a": 1}\n```\nEnjoy!', {a: 1}],
  ['behind brackets in prose', 'For {name} [see above]: {"a": 1}', {a: 1}],
  ['behind broken data', '{\'b\': 2} no, sorry: {"a": 1}', {a: 1}],
])('is read as it stands: %s', (_, text, value) => {
  expect(findJson(text, false)).toEqual({value, wasMended: false});
});

test.each([
  ['single quotes', "{'a': 'it'}", {a: 'it'}],
  ['a comma too many', '{"a": [1, 2,],}', {a: [1, 2]}],
  ['a comment', '{"a": 1 // one\n}', {a: 1}],
  ['names without quotes', 'Sure! {a: "b"}', {a: 'b'}],
  ['one bracket missing', '{"a": [1, 2]', {a: [1, 2]}],
])('is repaired where it is plainly meant: %s', (_, text, value) => {
  expect(findJson(text, false)).toEqual({value, wasMended: true});
});

test('is closed where it was cut by its length, and only then', () => {
  const cut = '{"a": [{"b": "and so';
  expect(findJson(cut, true)).toEqual({value: {a: [{b: 'and so'}]}, wasMended: true});
  expect(findJson(cut, false).value).toBeUndefined();
});

test.each(['', 'I cannot do that.', 'Use [this] or {that}.', '[see above]', 'null', '"text"'])(
  'is not found in %j',
  text => {
    expect(findJson(text, true).value).toBeUndefined();
  },
);
