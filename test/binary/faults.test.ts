/** What must not be lost, whatever happens to the process or the disk: seen from outside, by the binary. */
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Home, makeHome} from '../transcripts/binary.ts';

let home: Home;
beforeEach(async () => {
  home = makeHome();
  await home.run('memu note list');
});
afterEach(() => home.remove());

const idsOf = async (): Promise<readonly string[]> => {
  const {stdout} = await home.run('memu export --jsonl');
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line).id);
};

const soundDatabase = async (): Promise<void> => {
  const {stdout} = await home.run('memu doctor --json');
  const checks: {name: string; status: string}[] = JSON.parse(stdout).checks;
  expect(checks.find(check => check.name === 'database')?.status).toBe('ok');
};

describe('kill -9', () => {
  test('fifty times at any moment of a write: every printed id is there', async () => {
    const printed: string[] = [];
    // The moment of printing is looked for: later after a kill that came too early for it, else earlier.
    let {ms} = await home.run('memu note add "one that may end"');
    for (let round = 0; round < 50; round++) {
      const {stdout} = await home.run(
        `timeout -s KILL ${(ms / 1000).toFixed(3)} memu note add "note ${round}" --json`,
      );
      const isPrinted = stdout.trim().endsWith('}');
      if (isPrinted) printed.push(JSON.parse(stdout).id);
      ms *= isPrinted ? 0.9 : 1.08;
    }
    // Some were killed before and some after they had printed, or the test has shown nothing.
    expect(printed.length).toBeGreaterThan(0);
    expect(printed.length).toBeLessThan(50);
    const kept = await idsOf();
    expect(printed.filter(id => !kept.includes(id))).toEqual([]);
    expect(kept.length).toBeGreaterThanOrEqual(printed.length);
    await soundDatabase();
  });

  test('in the middle of an import: running it again completes it, nothing twice', async () => {
    const file = path.join(home.folder, 'memories.jsonl');
    const lines = Array.from({length: 5000}, (_, index) => `{"text":"thing number ${index}"}`);
    writeFileSync(file, lines.join('\n'));
    for (const seconds of ['0.1', '0.2', '0.3', '0.4']) {
      await home.run(`timeout -s KILL ${seconds} memu memory import ${file}`);
    }
    const {exitCode, stderr} = await home.run(`memu memory import ${file}`);
    expect(exitCode, stderr).toBe(0);
    expect(await idsOf()).toHaveLength(5000);
    await soundDatabase();
  });
});

test('eight processes adding during an import lose nothing and are never told of locks', async () => {
  const file = path.join(home.folder, 'memories.jsonl');
  const lines = Array.from({length: 20_000}, (_, index) => `{"text":"thing number ${index}"}`);
  writeFileSync(file, lines.join('\n'));
  const importing = home.run(`memu memory import ${file}`);
  const adding = Array.from({length: 8}, (_, writer) =>
    home.run(`for n in 1 2 3 4 5; do memu task add "task ${writer}-$n" || exit; done`),
  );
  for (const {exitCode, stderr} of await Promise.all([importing, ...adding])) {
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain('locked');
  }
  expect(await idsOf()).toHaveLength(20_000 + 40);
});

describe('a disk that takes nothing', () => {
  const onDisk = (mount: string, commands: string) =>
    home.run(`unshare -rm sh -c 'mount ${mount} "$MEMU_HOME" && ${commands}'`);

  test('when it is full: a sentence and an exit code, what is kept is still told', async () => {
    const outcome = await onDisk(
      '-t tmpfs -o size=600k tmpfs',
      'memu note add milk; dd if=/dev/zero of="$MEMU_HOME/filler" bs=1k 2>/dev/null; ' +
        'memu note add bread; echo "exit $?"; memu note list',
    );
    expect(outcome.stdout).toMatch(/exit 10\n/);
    expect(outcome.stderr).toContain('memu: ');
    expect(outcome.stderr).not.toMatch(/ at .*\.mjs/);
    expect(outcome.stdout.split('exit 10')[1]).toContain('milk');
  });

  test('when the home is read-only: the same', async () => {
    await home.run('memu note add milk');
    const outcome = await onDisk(
      '--bind "$MEMU_HOME"',
      'mount -o remount,ro,bind "$MEMU_HOME"; memu note add bread; echo "exit $?"; memu note list',
    );
    expect(outcome.stdout).toMatch(/exit 10\n/);
    expect(outcome.stderr).not.toMatch(/ at .*\.mjs/);
    expect(outcome.stdout).toContain('milk');
  });

  test('when the cache cannot be written the program is unpacked elsewhere', async () => {
    const fresh = makeHome();
    try {
      const outcome = await fresh.run(
        'mkdir "$MEMU_HOME" && unshare -rm sh -c \'mount --bind "$MEMU_HOME" "$MEMU_HOME" && ' +
          'mount -o remount,ro,bind "$MEMU_HOME" && memu --help\'',
        '',
        {TMPDIR: fresh.folder},
      );
      expect(outcome.exitCode, outcome.stderr).toBe(0);
      expect(outcome.stdout).toContain('Usage: memu');
    } finally {
      fresh.remove();
    }
  });
});
