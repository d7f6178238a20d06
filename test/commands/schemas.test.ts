import {Ajv2020} from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type {Command} from 'commander';
import {expect, test} from 'vitest';
import {Cli} from '../../commands/cli/cli.ts';
import {wholeProgram} from '../../commands/program.ts';
import {document} from '../../commands/schema/schema.ts';
import {schemas} from '../../commands/schema/schemas.ts';
import {runProgram} from '../../src/ground/process.ts';
import {type Home, newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';
import {answerTo, lifeLines, settle} from '../support/life.ts';

const {default: plugin} = addFormats as unknown as {default: (ajv: Ajv2020) => void};

const ajv = new Ajv2020({strict: false, allErrors: true});
plugin(ajv);

/** These need a model; `models.test.ts` checks them with one. */
const withModel = [
  ...['memory accept', 'memory reject', 'memory extract', 'models pull', 'feedback export'],
];

/** These need something that waits; `inbox.test.ts` checks them. */
const withProposal = ['inbox accept', 'inbox reject', 'inbox edit'];

/** These need another device; see below. */
const withRemote = [
  ...['sync', 'sync init', 'sync clone', 'sync status', 'sync conflicts', 'sync show'],
  ...['sync resolve', 'sync key show', 'sync key list', 'sync key add', 'sync key remove'],
];

/** An answer in the words of its schema: what is wrong with it, which is nothing. */
async function faultsOf(name: string, answer: unknown): Promise<unknown> {
  const {$id, ...schema} = document(name, (await schemas())[name]!);
  const validate = ajv.compile(schema);
  return validate(answer) ? [] : validate.errors;
}

async function everyLineObeys(home: Home): Promise<void> {
  const {out} = await home.memu('export', '--jsonl');
  for (const line of out.trim().split('\n')) {
    expect([line, await faultsOf('export --jsonl', JSON.parse(line))]).toEqual([line, []]);
  }
}

test('the JSON of every command obeys its schema', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9', MEMU_SECRETS_STORE: 'file'});
  settle(home);
  const all = await schemas();
  for (const line of lifeLines) {
    const [name] = line;
    const answer = JSON.parse(await answerTo(home, line));
    expect([name, await faultsOf(name, answer)]).toEqual([name, []]);
    // Some of them take things away: what is there now is looked at in between.
    if (name === 'chat') await everyLineObeys(home);
  }
  const error = await home.memu('note', 'show', 'nothing at all', '--json');
  expect(ajv.validate(all.error!, JSON.parse(error.err))).toBe(true);
  const seen = new Set([
    'error',
    'export --jsonl',
    ...withModel,
    ...withProposal,
    ...withRemote,
    ...lifeLines.map(([name]) => name),
  ]);
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

test('every command that prints JSON has a schema', async () => {
  const names: string[] = [];
  const walk = (command: Command, path: readonly string[]): void => {
    for (const child of command.commands) walk(child, [...path, child.name()]);
    if (command.commands.length === 0) names.push(path.join(' '));
  };
  const nowhere = {write: () => true};
  const surroundings = {env: {}, stdin: process.stdin, stdout: nowhere, stderr: nowhere};
  const options = {json: false, profile: undefined, input: false, debug: false};
  const program = await wholeProgram(new Cli(surroundings, options));
  for (const command of program.commands) walk(command, [command.name()]);
  const all = await schemas();
  // An export has one for each of its forms; the others print a script, open an editor, take a word in.
  const others = ['export', 'completion', 'config edit', 'sync key trust'];
  expect(names.filter(name => !(name in all) && !others.includes(name))).toEqual([]);
});

test('the JSON of sync obeys its schema, on both sides of a conflict', async () => {
  const remote = newFolder();
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
  });
  const [a, b] = [newHome(), newHome()];
  const obeys = async (home: Home, name: string, ...words: readonly string[]): Promise<void> => {
    const {out, err} = await home.memu(...name.split(' '), ...words, '--json');
    expect([name, err, await faultsOf(name, JSON.parse(out))]).toEqual([name, '', []]);
  };
  const {id} = await a.json<{id: string}>('note', 'add', 'boiler');
  await obeys(a, 'sync init', '--remote', remote);
  await obeys(b, 'sync clone', remote);
  for (const home of [a, b]) await home.memu('note', 'edit', id, '--title', home.path);
  await obeys(a, 'sync');
  await obeys(b, 'sync');
  await obeys(b, 'sync conflicts');
  await obeys(b, 'sync show', id);
  await obeys(b, 'sync status');
  await obeys(b, 'sync resolve', id, '--take', 'mine');
});
