import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {z} from 'zod';
import {UnusableAnswers} from '../../src/models/calls/unusable-answers.ts';
import {ModelError} from '../../src/models/transport/model-error.ts';
import {newFolder} from '../support/folder.ts';
import {withModels} from './contract.ts';

test('an answer that is no data is kept for its owner alone, and the error says where', async () => {
  const folder = join(newFolder(), 'raw');
  const unusable = new UnusableAnswers(folder, () => Date.UTC(2026, 10, 21));
  const question = {
    name: 'plan',
    schema: z.object({goal: z.string()}),
    prompt: () => [{role: 'user' as const, content: 'Plan a run'}],
  };
  await withModels(
    {rules: [{reply: 'I would rather not.'}]},
    async ({models}) => {
      const error = await models.ask(question).catch((failed: unknown) => failed as ModelError);
      expect(error).toBeInstanceOf(ModelError);
      const [name] = readdirSync(folder);
      const file = join(folder, name!);
      expect((error as ModelError).hint).toContain(`What it wrote is in ${file}`);
      expect(readFileSync(file, 'utf8')).toBe('I would rather not.');
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
    {keepUnusable: text => unusable.keep(text)},
  );
});

test('they are bounded in number and size, the newest stay, and a purge takes all', () => {
  const folder = join(newFolder(), 'raw');
  let now = Date.UTC(2026, 10, 21);
  const unusable = new UnusableAnswers(folder, () => now++);
  for (let index = 0; index < 25; index++) unusable.keep(`${index} ${'x'.repeat(100_000)}`);
  const texts = readdirSync(folder)
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'));
  expect(texts.map(text => text.split(' ')[0])).toEqual(
    Array.from({length: 20}, (_, index) => String(index + 5)),
  );
  expect(Math.max(...texts.map(text => text.length))).toBe(64 * 1024);
  unusable.forget();
  expect(readdirSync(folder)).toEqual([]);
});

test('where none can be written the failure is told without it', () => {
  expect(new UnusableAnswers('/proc/raw', () => 0).keep('text')).toBeUndefined();
});
