/** Words from outside reach a terminal through one door each for lines, data and frames. */
import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {expect, test} from 'vitest';
import {Cli} from '../../commands/cli/cli.ts';

const repository = join(import.meta.dirname, '..', '..');

/** Who may write to a stream of the process, and what goes through them. */
const doors = {
  'commands/cli/cli.ts': 'lines, data, questions',
  'commands/cli/output.ts': 'the descriptors themselves',
  'commands/start/binary.ts': 'errors before there is a program',
  'commands/start/guard-console.ts': 'what packages say, under --debug',
  'commands/start/start.ts': 'the version',
  'tui/kit/show-screen.tsx': 'frames',
  'tui/kit/terminal.ts': 'modes of the terminal',
};

test('nobody but these writes to the terminal', () => {
  const writes =
    /\b(?:stdout|stderr)\.write\(|\bconsole\.|\bwriteSync\((?:[12]|this\.#descriptor),/;
  const files = globSync('{src,commands,tui}/**/*.{ts,tsx}', {cwd: repository});
  const found = files.filter(file =>
    readFileSync(join(repository, file), 'utf8')
      .split('\n')
      .some(line => writes.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line)),
  );
  expect(found.sort()).toEqual(Object.keys(doors).sort());
});

const evil = 'a\u001b[31mb\u009bc\u202ed';

function cliOn(isTTY: boolean): {readonly cli: Cli; readonly out: () => string} {
  let out = '';
  const write = (text: string): boolean => {
    out += text;
    return true;
  };
  const stream = {isTTY, write};
  const surroundings = {env: {}, stdin: Readable.from([]), stdout: stream, stderr: stream};
  const options = {json: false, profile: undefined, input: true, debug: false};
  return {cli: new Cli(surroundings, options), out: () => out};
}

test.each(['print', 'tell', 'tellPart', 'tellPerson', 'printExact', 'progress'] as const)(
  '%s sends a terminal nothing that it would obey',
  method => {
    const {cli, out} = cliOn(true);
    cli[method](evil);
    expect(out()).toContain('a␛[31mb<U+009B>c<U+202E>d');
    expect(out().replaceAll('\u001b[K', '')).not.toMatch(/[\u001b\u009b\u202e]/);
  },
);

test('a program gets exact data', () => {
  const {cli, out} = cliOn(false);
  cli.printExact(evil);
  expect(out()).toBe(evil);
});

test.each(['printJson', 'printJsonLine', 'tellJson'] as const)(
  '%s is exact and harmless',
  method => {
    const {cli, out} = cliOn(true);
    cli[method]({evil, tag: '\u{e0041}'});
    expect(out()).not.toMatch(/[\u001b\u009b\u202e]|\u{e0041}/u);
    expect(JSON.parse(out())).toEqual({evil, tag: '\u{e0041}'});
  },
);
