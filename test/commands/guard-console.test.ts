/** What packages print by themselves reaches nobody raw, and nobody at all without --debug. */
import {execFile} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {newFolder} from '../support/folder.ts';

const repository = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const evil = '\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b\u202e';

/** What a process says on stderr that prints through the console and through warnings. */
const said = async (...words: readonly string[]): Promise<string> => {
  const text = JSON.stringify(evil);
  const program = `
    import {guardConsole} from './commands/start/guard-console.ts';
    guardConsole(process.stderr, process.argv.slice(1));
    for (const method of Object.keys(console))
      if (typeof console[method] === 'function' && !['Console', 'createTask'].includes(method)) console[method](${text});
    console.assert(false, ${text});
    process.emitWarning(${text});
    process.emitWarning(${text}, 'DeprecationWarning', 'MEMU1');
    setTimeout(() => {}, 5);`;
  const {stdout, stderr} = await run(
    process.execPath,
    ['--input-type=module', '-e', program, '--', ...words],
    {cwd: repository},
  );
  return stdout + stderr;
};

test('nothing without --debug', async () => {
  expect(await said('note', 'list')).toBe('');
});

test('safe words with --debug', async () => {
  const heard = await said('--debug');
  expect(heard).toContain('␛]52;c;ZXZpbA==␇␛[2J<U+009B><U+202E>');
  expect(heard).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
});

test.each(['obsidian', 'nb', 'zk', 'basic-memory'])(
  'front matter with strange tags says nothing raw when %s is imported',
  async source => {
    const folder = newFolder();
    mkdirSync(join(folder, 'notes'));
    const matter = `title: !evil "x"\nother: !!python/object:os.system "rm"\nthird: !<tag:\u009b31m> 1\n`;
    writeFileSync(join(folder, 'notes', 'a.md'), `---\n${matter}---\nwords\n`);
    const env = {...process.env, MEMU_HOME: newFolder(), TZ: 'UTC'};
    const words = ['commands/main.ts', 'import', source, join(folder, 'notes')];
    const {stderr} = await run(process.execPath, words, {cwd: repository, env});
    expect(stderr).not.toMatch(/warning|tag:/i);
    expect(stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  },
);
