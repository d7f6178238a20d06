import {expect, test} from 'vitest';
import {NoHostError} from '../../src/models/transport/model-error.ts';
import {embedText, startOllamaContract} from '../ollama-contract/server.mjs';
import {withModels} from './contract.ts';

const embedModel = {models: {embed: 'nomic-embed-text'}};
const texts = (n: number) => Array.from({length: n}, (_, i) => `text number ${i}`);

test('texts become vectors in order, in batches, with the prefix the model wants', () =>
  withModels(
    {},
    async ({models, server}) => {
      const result = await models.embed({texts: texts(40), role: 'document'});
      expect(result).toMatchObject({model: 'nomic-embed-text:latest', dimensions: 768});
      expect(result.vectors).toHaveLength(40);
      expect(result.vectors[39]![0]).toBeCloseTo(
        embedText('search_document: text number 39', 768)[0]!,
        5,
      );
      expect(
        server.requests.filter(one => one.path === '/api/embed').map(one => one.body.input.length),
      ).toEqual([16, 16, 8]);
    },
    embedModel,
  ));

test('a wrong width is refused and never mixed into an index', () =>
  withModels(
    {rules: [{match: {endpoint: 'embed'}, fault: {dims: 32}}]},
    async ({models}) => {
      await expect(
        models.embed({texts: ['a'], role: 'query', dimensions: 768}),
      ).rejects.toMatchObject({
        failure: 'bad_output',
        message: expect.stringContaining('32 numbers instead of 768'),
      });
    },
    embedModel,
  ));

test('a missing vector is refused', () =>
  withModels(
    {rules: [{match: {endpoint: 'embed'}, fault: {count: 1}}]},
    async ({models}) => {
      await expect(models.embed({texts: ['a', 'b'], role: 'query'})).rejects.toThrow(
        /1 vectors for 2 texts/,
      );
    },
    embedModel,
  ));

test('one refused text does not lose its batch', () =>
  withModels(
    {rules: [{match: {endpoint: 'embed', user: 'bad.*bad'}, fault: {status: 400, error: 'NaN'}}]},
    async ({models}) => {
      const bad = `bad ${'x'.repeat(200)} bad`;
      const result = await models.embed({texts: ['fine', bad, 'good'], role: 'document'});
      expect(result.vectors).toHaveLength(3);
    },
    embedModel,
  ));

test('vectors are made only by the weights that made the index', async () => {
  const other = await startOllamaContract({
    scenario: {models: [{name: 'all-minilm', capabilities: ['embedding'], dims: 384}]},
  });
  try {
    await withModels(
      {},
      async ({models, server}) => {
        const digest = (await models.embed({texts: ['a'], role: 'query'})).digest!;
        expect((await models.embed({texts: ['a'], role: 'query', digest})).digest).toBe(digest);
        await expect(
          models.embed({texts: ['a'], role: 'query', digest: 'f'.repeat(64)}),
        ).rejects.toBeInstanceOf(NoHostError);
        expect(server.requests.some(one => one.path === '/api/embed')).toBe(true);
      },
      embedModel,
    );
  } finally {
    await other.close();
  }
});

test('a chat model is not chosen to embed', () =>
  withModels({models: [{name: 'llama3.2:3b'}]}, async ({models}) => {
    await expect(models.embed({texts: ['a'], role: 'query'})).rejects.toThrow(
      /no model for search by meaning/,
    );
  }));
