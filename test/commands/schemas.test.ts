import {Ajv2020} from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {expect, test} from 'vitest';
import {document} from '../../commands/schema.ts';
import {schemas} from '../../commands/schemas.ts';
import {newHome} from '../support/command-line.ts';
import {answerTo, lifeLines, settle} from '../support/life.ts';

const {default: plugin} = addFormats as unknown as {default: (ajv: Ajv2020) => void};

const ajv = new Ajv2020({strict: false, allErrors: true});
plugin(ajv);

/** These need a model; `models.test.ts` checks them with one. */
const withModel = ['memory accept', 'memory reject', 'memory extract', 'models pull'];

test('the JSON of every command obeys its schema', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9', MEMU_SECRETS_STORE: 'file'});
  settle(home);
  const all = await schemas();
  for (const line of lifeLines) {
    const [name] = line;
    const {$id, ...schema} = document(name, all[name]!);
    const validate = ajv.compile(schema);
    const answer = JSON.parse(await answerTo(home, line));
    expect([name, validate(answer), validate.errors]).toEqual([name, true, null]);
  }
  const error = await home.memu('note', 'show', 'nothing at all', '--json');
  expect(ajv.validate(all.error!, JSON.parse(error.err))).toBe(true);
  const seen = new Set(['error', ...withModel, ...lifeLines.map(([name]) => name)]);
  expect(Object.keys(all).filter(name => !seen.has(name))).toEqual([]);
}, 60_000);

test('memu schema prints a versioned document, and the list of all', async () => {
  const home = newHome();
  expect(await home.json('schema', 'note', 'list')).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    version: 1,
    type: 'array',
  });
  expect(await home.json<{commands: string[]}>('schema')).toMatchObject({
    version: 1,
    commands: expect.arrayContaining(['note list', 'recall']),
  });
});
