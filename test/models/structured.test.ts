import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {schemaForModel} from '../../src/models/calls/answer-schema.ts';
import {findJson} from '../../src/models/calls/json-text.ts';
import {salvageItems} from '../../src/models/calls/salvage.ts';
import type {SeenRequest} from '../ollama-contract/server.mjs';
import {withModels} from './contract.ts';

const plan = z.object({
  goal: z.string().min(3).max(200),
  due: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  steps: z.array(z.object({title: z.string(), minutes: z.number().int().min(5)})).min(1),
});

const good = {goal: 'Run 10 km', due: '2027-04-18', steps: [{title: 'Buy shoes', minutes: 60}]};

const question = {
  name: 'plan',
  schema: plan,
  prompt: () => [{role: 'user' as const, content: 'Plan a run'}],
};

const chats = (requests: readonly SeenRequest[]) =>
  requests.filter(one => one.path === '/api/chat');

test('a valid answer takes one call, with the schema in the request and in words', () =>
  withModels({rules: [{json: good}]}, async ({models, server}) => {
    const answer = await models.ask(question);
    expect(answer).toMatchObject({value: good, calls: 1, model: 'llama3.2:3b'});
    const {body} = chats(server.requests)[0]!;
    expect(body).toMatchObject({
      think: false,
      format: {type: 'object', additionalProperties: false},
    });
    expect(body.options.temperature).toBe(0);
    expect(body.messages.at(-1)!.content).toContain('"minutes"');
  }));

test.each([
  ['cut short', {badJson: true as const}],
  ['in a Markdown fence', {badJson: 'fenced' as const}],
  ['introduced by a sentence', {badJson: 'prose' as const}],
])('an answer that is %s is read all the same', (_how, fault) =>
  withModels({rules: [{json: good, fault}]}, async ({models, server}) => {
    expect((await models.ask(question)).value).toEqual(good);
    expect(chats(server.requests)).toHaveLength(1);
  }),
);

test('a wrong answer is repaired in one round that quotes what was wrong', () =>
  withModels(
    {rules: [{json: {...good, due: 'soon'}, times: 1}, {json: good}]},
    async ({models, server}) => {
      const answer = await models.ask(question);
      expect(answer).toMatchObject({value: good, calls: 2});
      const repair = chats(server.requests)[1]!.body.messages.at(-1)!.content;
      expect(repair).toMatch(/due: .*\/\^/);
    },
  ));

test('what the schema cannot say is checked and quoted as well', () =>
  withModels(
    {rules: [{json: good, times: 1}, {json: {...good, goal: 'Swim'}}]},
    async ({models, server}) => {
      const answer = await models.ask({
        ...question,
        check: value => (value.goal.startsWith('Run') ? ['goal: no running'] : []),
      });
      expect(answer.value.goal).toBe('Swim');
      expect(chats(server.requests)[1]!.body.messages.at(-1)!.content).toContain('no running');
    },
  ));

test('a grammar that is ignored is given up on the third try, and then it is refused in words', () =>
  withModels({rules: [{reply: 'I would rather chat.'}]}, async ({models, server}) => {
    await expect(models.ask(question)).rejects.toMatchObject({
      failure: 'bad_output',
      exitCode: 6,
      message: expect.stringContaining('no usable plan: the answer is not JSON'),
    });
    expect(chats(server.requests).map(one => one.body.format !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  }));

test('thoughts inside the text are not taken for the answer', () =>
  withModels(
    {rules: [{json: good, thinking: 'maybe {"goal": 1}?', fault: {inlineThink: true}}]},
    async ({models}) => {
      const answer = await models.ask({...question, model: 'qwen3:4b'});
      expect(answer.value).toEqual(good);
    },
  ));

test('an answer cut by its length is closed and then judged by the schema', () =>
  withModels(
    {rules: [{json: {...good, goal: Array.from({length: 900}, (_, i) => i).join(' ')}}]},
    async ({models}) => {
      await expect(models.ask({...question, replyTokens: 20})).rejects.toMatchObject({
        failure: 'bad_output',
        message: expect.stringMatching(/goal: |due: /),
      });
    },
  ));

test('the schema for the server has no keywords that its grammar chokes on, but keeps such names', async () => {
  const schema = await schemaForModel(
    z.object({
      pattern: z.string().regex(/^a/).max(5000),
      note: z.string().optional(),
      list: z.array(z.string()).max(3),
    }),
  );
  expect(schema).toEqual({
    type: 'object',
    properties: {
      pattern: {type: 'string'},
      note: {type: 'string'},
      list: {type: 'array', items: {type: 'string'}, maxItems: 3},
    },
    required: ['pattern', 'note', 'list'],
    additionalProperties: false,
  });
});

test('lengths up to 600 and ranges of whole numbers are told to the grammar', async () => {
  const schema = await schemaForModel(
    z.object({
      quote: z.string().min(3).max(600),
      body: z.string().max(601),
      minutes: z.number().int().min(1).max(480),
      share: z.number().min(0).max(1),
      any: z.number().int(),
    }),
  );
  expect(schema.properties).toEqual({
    quote: {type: 'string', maxLength: 600},
    body: {type: 'string'},
    minutes: {type: 'integer', minimum: 1, maximum: 480},
    share: {type: 'number'},
    any: {type: 'integer'},
  });
});

describe('what is right of an answer', () => {
  const item = z.object({text: z.string().min(3).max(10), n: z.number().int()});
  const schema = z.object({items: z.array(item).max(3), name: z.string().max(4)});
  const fine = {text: 'fine', n: 1};

  test.each([
    ['a text too long is cut', [fine, {text: 'far too long for it', n: 2}], ['fine', 'far too lo']],
    ['an item that is wrong is left out', [{text: 'x', n: 1}, fine, {n: 2}, 'no'], ['fine']],
    ['a list too long is cut', [fine, fine, fine, fine], ['fine', 'fine', 'fine']],
    ['both at once', [{text: 'x', n: 1}, fine, fine, fine, fine], ['fine', 'fine']],
    ['nothing may be left', [{n: 'x'}], []],
  ])('%s', (_, items, texts) => {
    const rest = salvageItems(schema, {items, name: 'too long'});
    expect(rest).toMatchObject({name: 'too '});
    expect(rest!.items.map(one => one.text)).toEqual(texts);
  });

  test('what is wrong outside of a list is wrong', () => {
    expect(salvageItems(schema, {items: [fine]})).toBeUndefined();
    expect(salvageItems(schema, 'prose')).toBeUndefined();
  });

  test('a question may keep the rest without asking again', () =>
    withModels(
      {rules: [{json: {items: [fine, {text: 'far too long for it', n: 2}, {n: 3}], name: 'a'}}]},
      async ({models}) => {
        const {value, calls} = await models.ask({
          ...question,
          schema,
          keepsRest: true,
          check: () => [],
        });
        expect(calls).toBe(1);
        expect(value.items.map(one => one.text)).toEqual(['fine', 'far too lo']);
      },
    ));
});

test.each([
  ['{"a":1}', {a: 1}],
  ['Sure: {"a":"}"} bye', {a: '}'}],
  ['<think>{"a":0}</think>{"a":1}', {a: 1}],
  ['{"a":[1,2', {a: [1, 2]}],
  ['{"a":"x\\"y", "b":"cut', {a: 'x"y', b: 'cut'}],
  ['{"a":1,', {a: 1}],
  ['nothing', undefined],
])('%s is read as data', (text, value) => {
  expect(findJson(text, true).value).toEqual(value);
});

test('a model that forgets the form when it may not think is left to it, and remembered', () =>
  withModels(
    {
      rules: [
        {match: {endpoint: 'chat', lastRole: 'user'}, times: 1, reply: 'Sure, here is a plan.'},
        {json: {name: 'Eva', age: 3}},
      ],
    },
    async ({models, server}) => {
      const question = {
        name: 'person',
        schema: z.object({name: z.string(), age: z.number()}),
        prompt: () => [{role: 'user' as const, content: 'who?'}],
      };
      expect((await models.ask(question)).calls).toBe(2);
      expect((await models.ask(question)).calls).toBe(1);
      const thinking = server.requests
        .filter(one => one.path === '/api/chat')
        .map(one => (one.body as {think?: boolean}).think);
      expect(thinking).toEqual([false, undefined, undefined]);
    },
    {models: {any: 'qwen3:4b'}},
  ));
