import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

/** Words after `memu`, the sentence that answers them, and the hint below it. */
const mistakes: readonly (readonly [words: string, message: string, hint: string])[] = [
  ['frob', 'There is no command "frob".', '`memu --help` lists all commands'],
  ['tsk list', 'There is no command "tsk".', 'did you mean `memu task`?'],
  ['note lst', 'There is no command `memu note lst`.', 'did you mean `memu note list`?'],
  ['trash frob', 'There is no command `memu trash frob`.', 'one of list, restore, purge'],
  ['note list --limt 3', '`memu note list` has no option --limt.', 'did you mean --limit?'],
  ['note list --frob', '`memu note list` has no option --frob.', 'memu note list --help'],
  ['note list --limit', '--limit needs a value.', '--limit <n>'],
  [
    'note list --limit -3',
    '--limit cannot be "-3": it must be a whole number.',
    'memu note list --help',
  ],
  ['note show', 'REF is missing.', 'memu note show [options] <ref>'],
  [
    'note show boiler service',
    '`memu note show` takes one argument, not 2.',
    'put words that belong together in quotes',
  ],
  ['status now', '`memu status` takes no argument, not 1.', 'memu status --help'],
  [
    'note restore @last first',
    'VERSION cannot be "first": it must be a whole number.',
    'memu note restore --help',
  ],
  [
    'completion fissh',
    'SHELL cannot be "fissh".',
    'did you mean fish? It is one of bash, zsh, fish',
  ],
  [
    'memory add x --type y',
    '--type cannot be "y".',
    'one of goal, routine, preference, reflection, achievement, fact, person, event',
  ],
  ['--profile', '--profile needs a value.', '--profile <name>'],
  [
    'note list --profile=',
    '"" cannot be a profile\'s name.',
    'Use up to 32 letters, digits, "-" or "_".',
  ],
  ['add ', 'There is nothing to keep.', 'memu add "call mum tomorrow 5pm"'],
  [
    'recall --kind frob x',
    'There is no kind of entry called frob.',
    'one of note, goal, task, memory, conversation',
  ],
  ['log --actor frob', '--actor cannot be "frob".', 'one of person, sync, job'],
  ['config edit', 'Nobody is there to edit.', 'memu config set NAME VALUE'],
  ['config get recall', 'There is no setting recall.', 'one of recall.limit, recall.wait_ms'],
];

test.each(mistakes)('memu %s: %s', async (words, message, hint) => {
  const answer = await newHome().memu(...words.split(' '));
  expect(answer).toEqual({code: 2, out: '', err: `memu: ${message}\n  ${hint}\n`});
});

test('an operation is named by enough of its id, and by nothing else', async () => {
  const home = newHome();
  await home.memu('note', 'add', 'milk');
  const [operation] = await home.json<{id: string}[]>('log');
  for (const name of ['1000', '%', `${operation!.id.slice(0, 8)}%`, '']) {
    expect([name, (await home.memu('undo', name)).code]).toEqual([name, 4]);
  }
  expect(await home.memu('undo', operation!.id.slice(0, 8))).toMatchObject({code: 0});
  expect(await home.memu('undo', '-1')).toMatchObject({code: 2});
});

test('the doctor reports a config that cannot be read, and what it can see without one', async () => {
  const home = newHome();
  writeFileSync(join(home.path, 'config.toml'), '[recall]\nlimit = = 2\n');
  const {code, out} = await home.memu('doctor', '--json');
  expect(code).toBe(10);
  const {checks} = JSON.parse(out) as {checks: {name: string; status: string; fix: string}[]};
  expect(checks.map(check => check.name)).toEqual(['runtime', 'config', 'files', 'disk']);
  expect(checks[1]).toMatchObject({status: 'failure', fix: 'memu config edit'});
});

test.each(['frob', 'note', 'note lst', 'note list --limit x', 'note show', 'note add'])(
  'memu %s --json: one object on stderr and nothing else',
  async words => {
    const {code, out, err} = await newHome().memu(...words.split(' '), '--json');
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2]);
    expect(JSON.parse(err)).toEqual({
      error: {code: 'usage', message: expect.any(String), hint: expect.any(String)},
    });
  },
);
