import {describe, expect, test} from 'vitest';
import {parseTranscript, patternOf} from './transcript.ts';

describe('a transcript', () => {
  test('is read into commands with their input, output, errors and exit codes', () => {
    const steps = parseTranscript(
      'Why.\n\n$ cat -\n< one\n< two\none\ntwo\n\n# why\n$ false\n! no\n? 1\n',
    );
    expect(steps).toEqual([
      {
        line: 3,
        command: 'cat -',
        stdin: 'one\ntwo\n',
        stdout: ['one', 'two'],
        stderr: undefined,
        exitCode: 0,
      },
      {line: 10, command: 'false', stdin: '', stdout: [], stderr: ['no'], exitCode: 1},
    ]);
  });
});

describe('expected output', () => {
  test.each([
    [['a [[[0-9]+]] b'], 'a 12 b\n'],
    [['a … b'], 'a and then b\n'],
    [['first', '…', 'last'], 'first\nlast\n'],
    [['first', '…', 'last'], 'first\n2\n3\nlast\n'],
    [['(1.5)'], '(1.5)\n'],
    [[], ''],
  ])('%j takes %j', (expected, output) => {
    expect(output).toMatch(patternOf(expected));
  });

  test.each([
    [['a [[[0-9]+]] b'], 'a x b\n'],
    [['(1.5)'], '(115)\n'],
    [['first'], 'first\nsecond\n'],
    [[], 'anything\n'],
    [['a … b'], 'a\nb\n'],
  ])('%j refuses %j', (expected, output) => {
    expect(output).not.toMatch(patternOf(expected));
  });
});
