import {describe, expect, test} from 'vitest';
import {newFolder} from '../support/folder.ts';
import {inNamespace} from '../support/namespace.ts';

/** Runs shell lines with a home on a small disk of its own. */
function onSmallDisk(size: string, lines: readonly string[]): string[] {
  const disk = newFolder();
  const home = [`mount -t tmpfs -o size=${size} tmpfs ${disk}`, `export MEMU_HOME=${disk}`];
  return inNamespace([...home, ...lines])
    .trim()
    .split('\n');
}

describe('a full disk', () => {
  test('refuses writes in a sentence, still answers, and takes writes again when there is room', () => {
    const lines = onSmallDisk('1m', [
      'memu note add first',
      'head -c 2000000 /dev/zero > $MEMU_HOME/filler || true',
      'memu note add second',
      'memu note list --format {title}',
      'memu recall first --json | grep -c snippet',
      'rm $MEMU_HOME/filler',
      'memu note add third',
      'memu note list --format {title}',
      'memu doctor | grep database',
    ]);
    const text = lines.join('\n');
    expect(text).toContain('No space left to write');
    expect(text).toMatch(/nothing was changed\.\n.*\n=10\nfirst\n=0\n1\n/);
    expect(text).toMatch(/third\n=0\nthird\nfirst\n=0\nok +database: sound, 2 entries$/);
  });
});

describe('a read-only disk', () => {
  test('refuses writes with the path, and still answers', () => {
    const lines = onSmallDisk('2m', [
      'memu note add first',
      'mount -o remount,ro $MEMU_HOME',
      'memu note add second',
      'memu note list --format {title}',
      'memu recall first',
    ]);
    expect(lines.join('\n')).toMatch(
      /memu\.db lies on a read-only disk; nothing was changed\.\n.*\n=10/,
    );
    expect(lines.filter(line => line === 'first')).not.toEqual([]);
  });
});
