/** What a task is called never becomes an option of the command that tells of it. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type Notice, notify} from '../../src/notify/notify.ts';
import {newFolder} from '../support/folder.ts';

const told = (title: string, body = 'due now'): Notice => ({
  title,
  body,
  data: {title},
  entries: [],
});

const options = {env: {}, clock: {now: () => 0}, record: {record: () => undefined}};

/** What a program got, one argument a line, then its environment and its input. */
async function heard(words: string, notice: Notice): Promise<string[]> {
  const folder = newFolder();
  const [program, log] = [join(folder, 'bell'), join(folder, 'log')];
  const script = `#!/bin/sh\n(for each; do echo "arg $each"; done; echo "env $MEMU_TITLE|$MEMU_BODY"; cat) > '${log}'\n`;
  writeFileSync(program, script, {mode: 0o755});
  await notify(`command:${program} ${words}`, notice, options);
  return readFileSync(log, 'utf8').trimEnd().split('\n');
}

const evil = '-Ssh -c "touch x"';

test('text comes by stdin and environment, and by no argument that was not asked for', async () => {
  expect(await heard('', told(evil))).toEqual([
    `env ${evil}|due now`,
    JSON.stringify({title: evil}),
  ]);
});

test('a placeholder asks for an argument, and no dash makes an option of it', async () => {
  expect((await heard('{title} --say={title} -- x{body}', told(evil))).slice(0, 4)).toEqual([
    'arg –Ssh -c "touch x"',
    `arg --say=${evil}`,
    'arg --',
    'arg xdue now',
  ]);
});

test('a title never runs through env', async () => {
  const folder = newFolder();
  const title = `-S touch ${join(folder, 'evil')}`;
  await notify('command:env', told(title), options);
  await notify('command:env {title}', told(title), options).catch(() => undefined);
  expect(() => readFileSync(join(folder, 'evil'))).toThrow();
});

test('text that no command line could take arrives all the same', async () => {
  const [first] = await heard('{title}', told(`a\u0000b${'x'.repeat(300_000)}`));
  expect(first).toMatch(/^arg a␀bx+…$/);
});
