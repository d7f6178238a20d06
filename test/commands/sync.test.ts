import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {exitCodes} from '../../src/ground/errors.ts';
import {runProgram} from '../../src/ground/process.ts';
import {takeProcessLock} from '../../src/storage/process-lock.ts';
import {type Home, newHome} from '../support/command-line.ts';
import {startSshd} from '../support/sshd.ts';

async function newRemote(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'memu-remote-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  await runProgram({
    program: 'git',
    args: ['init', '--quiet', '--bare', '--initial-branch=main', folder],
  });
  return folder;
}

async function twoHomes(): Promise<{remote: string; a: Home; b: Home; id: string}> {
  const [remote, a, b] = [await newRemote(), newHome(), newHome()];
  const {id} = await a.json<{id: string}>('note', 'add', 'boiler service');
  expect(await a.memu('sync', 'init', '--remote', remote)).toMatchObject({
    code: 0,
    out: 'sync: 2 out, 0 in\n',
  });
  expect(await b.memu('sync', 'clone', remote)).toMatchObject({
    code: 0,
    out: 'sync: 0 out, 1 in\n',
  });
  return {remote, a, b, id};
}

describe('memu sync', () => {
  test('that is not set up says how to', async () => {
    const {code, err} = await newHome().memu('sync');
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain('memu sync init --remote URL');
  });

  test('two devices say different things: both are shown, one is decided, all agree', async () => {
    const {a, b, id} = await twoHomes();
    await a.memu('note', 'edit', id, '--title', 'Boiler A');
    await b.memu('note', 'edit', id, '--title', 'Boiler B');
    await a.memu('sync');
    const sync = await b.memu('sync');
    expect(sync).toMatchObject({
      code: exitCodes.conflict,
      out: 'sync: 2 out, 0 in, 1 conflict - memu sync conflicts\n',
    });
    const [conflict] = await b.json<
      {field: string; entry: string; sides: {value: string; mine: boolean}[]}[]
    >('sync', 'conflicts');
    expect(conflict).toMatchObject({field: 'title', entry: id});
    expect(conflict!.sides.map(side => side.value)).toEqual(['Boiler A', 'Boiler B']);
    const shown = await b.memu('sync', 'show', id);
    expect(shown.out).toContain('--- theirs');
    expect((await b.memu('sync', 'resolve', id, '--take', 'theirs', '--dry-run')).out).toContain(
      'would be resolved',
    );
    const slip = await b.memu('sync', 'resolve', id, '--take', 'yours');
    expect(slip).toMatchObject({code: exitCodes.usage});
    expect(slip.err).toContain('neither mine nor theirs');
    expect((await b.memu('sync', 'resolve', id, '--take', 'theirs')).code).toBe(0);
    expect((await b.memu('sync')).code).toBe(0);
    expect((await a.memu('sync')).code).toBe(0);
    for (const home of [a, b]) {
      expect(await home.json('note', 'show', id)).toMatchObject({title: 'Boiler A'});
      expect(await home.json('sync', 'status')).toMatchObject({conflicts: 0, waiting: 0});
    }
  });

  test('opens a conflict again when its decision is undone, and closes it with a redo, everywhere', async () => {
    const {a, b, id} = await twoHomes();
    await a.memu('note', 'edit', id, '--title', 'from a');
    await b.memu('note', 'edit', id, '--title', 'from b');
    for (const home of [a, b, a]) await home.memu('sync');
    const everywhere = async (title: string, conflicts: number) => {
      for (const home of [b, a]) await home.memu('sync');
      for (const home of [a, b]) {
        expect(await home.json('note', 'show', id)).toMatchObject({title});
        expect(await home.json<object[]>('sync', 'conflicts')).toHaveLength(conflicts);
      }
    };
    const [{sides}] = await b.json<[{sides: {value: string; current: boolean}[]}]>(
      'sync',
      'conflicts',
    );
    const shown = sides.find(side => side.current)!.value;
    const other = sides.find(side => !side.current)!.value;
    await b.memu('sync', 'resolve', id, '--take', other);
    await everywhere(other, 0);
    expect((await b.memu('undo')).out).toContain('its conflict is open again');
    await everywhere(shown, 1);
    expect((await b.memu('redo')).out).toContain('its conflict is decided again');
    await everywhere(other, 0);
    expect((await b.memu('undo')).code).toBe(0);
    await everywhere(shown, 1);
    // Nothing changes in the entry, and still there is something to take back.
    await a.memu('sync', 'resolve', id, '--take', shown);
    await a.memu('sync');
    await everywhere(shown, 0);
    expect((await a.memu('undo')).out).toContain('its conflict is open again');
    await a.memu('sync');
    await everywhere(shown, 1);
  });

  test('two decisions made apart for different sides are a new conflict on both devices, and an undo says so', async () => {
    const {a, b, id} = await twoHomes();
    await a.memu('note', 'edit', id, '--title', 'from a');
    await b.memu('note', 'edit', id, '--title', 'from b');
    for (const home of [a, b, a]) await home.memu('sync');
    for (const home of [a, b])
      expect((await home.memu('sync', 'resolve', id, '--take', 'mine')).code).toBe(0);
    for (const home of [a, b, a]) await home.memu('sync');
    const open: object[][] = [];
    for (const home of [a, b])
      open.push(await home.json<{sides: {value: string}[]}[]>('sync', 'conflicts'));
    expect(open.map(conflicts => conflicts.length)).toEqual([1, 1]);
    expect(open[0]).toMatchObject([{sides: [{value: 'from a'}, {value: 'from b'}]}]);
    expect((await a.memu('undo')).err).toContain('another device decided that conflict too');
    expect((await b.memu('sync', 'resolve', id, '--take', 'from b')).code).toBe(0);
    for (const home of [b, a, b]) await home.memu('sync');
    for (const home of [a, b]) {
      expect(await home.json('sync', 'conflicts')).toEqual([]);
      expect(await home.json('note', 'show', id)).toMatchObject({title: 'from b'});
    }
  });

  test('says everywhere where it stands: status, doctor and dashboard', async () => {
    const {a, b, id, remote} = await twoHomes();
    const told = async () => {
      const {out: line} = await a.memu('status');
      const {health} = await a.json<{health: {name: string; text: string}[]}>('dash');
      const {out: doctor} = await a.memu('doctor');
      const panel = health.find(({name}) => name === 'sync')!.text;
      expect(line.trimEnd().split('; ')[1]).toBe(panel);
      expect(doctor).toContain(panel);
      return panel;
    };
    expect(await told()).toBe('synced 0 min ago');
    await a.memu('note', 'edit', id, '--title', 'from a');
    await a.memu('note', 'add', 'two');
    expect(await told()).toBe('synced 0 min ago, 2 to go out');
    expect(await a.json('status')).toMatchObject({sync_ahead: 2, sync_behind: 0, conflicts: 0});
    await b.memu('note', 'edit', id, '--title', 'from b');
    await b.memu('sync');
    await a.memu('sync');
    expect(await told()).toBe('synced 0 min ago, 1 conflict');
    rmSync(remote, {recursive: true});
    await a.memu('sync');
    expect(await told()).toBe('failed (remote_missing), last success: 0 min ago, 1 conflict');
    expect(await a.json('status')).toMatchObject({sync_error: 'remote_missing', conflicts: 1});
  });

  test('a second remote that refuses leaves what was known of the first', async () => {
    const {a, remote} = await twoHomes();
    const before = await a.json('sync', 'status');
    expect((await a.memu('sync', 'init', '--remote', '/no/such/place')).code).toBe(
      exitCodes.unreachable,
    );
    expect(await a.json('sync', 'status')).toEqual(before);
    expect(before).toMatchObject({remote, last_error: null});
  });

  test('run by a timer says nothing when nothing happened', async () => {
    const {a} = await twoHomes();
    expect(await a.memu('sync', '--cron')).toEqual({code: 0, out: '', err: ''});
    expect((await a.memu('sync', '--cron', '--accept-deletes', '5')).code).toBe(exitCodes.usage);
  });

  test('looks before it acts with --dry-run', async () => {
    const {a, b} = await twoHomes();
    await a.memu('note', 'add', 'milk');
    expect((await a.memu('sync', '--dry-run')).out).toBe('sync would bring 1 out, 0 in\n');
    expect((await a.memu('sync')).out).toBe('sync: 1 out, 0 in\n');
    expect((await b.memu('sync', '--dry-run')).out).toBe('sync would bring 0 out, 1 in\n');
    expect(await b.json('note', 'list')).toHaveLength(1);
  });

  test('setting up and changing keys with --dry-run touches nothing, here and there', async () => {
    const [remote, a, b] = [await newRemote(), newHome(), newHome()];
    await a.memu('note', 'add', 'milk');
    const [file, env] = [(home: Home) => readdirSync(join(home.path, 'data')), {GIT_DIR: remote}];
    const tip = async () => {
      const args = ['for-each-ref', '--format=%(objectname)'];
      return (await runProgram({program: 'git', args, env})).stdout.toString();
    };
    const mirror = join(a.path, 'mirror');
    const before = file(a);
    for (const more of [[], ['--encrypt'], ['--mirror', mirror]]) {
      const words = ['sync', 'init', '--remote', remote, ...more, '--dry-run'];
      expect(await a.json(...words)).toMatchObject({dry_run: true, out: 1, in: 0});
      expect(file(a)).toEqual(before);
    }
    expect(existsSync(mirror)).toBe(false);
    expect(await tip()).toBe('');
    expect(await a.json('sync', 'status')).toMatchObject({remote: null, vault: null});
    const wrong = await a.memu('sync', 'init', '--remote', '/no/such/place', '--dry-run');
    expect(wrong.code).toBe(exitCodes.unreachable);

    await a.memu('sync', 'init', '--remote', remote, '--encrypt');
    const own = (await b.memu('sync', 'key', 'show')).out.trim();
    const first = await tip();
    const added = await a.memu('sync', 'key', 'add', own, '--dry-run');
    expect(added).toMatchObject({code: 0, out: 'sync would bring 0 out, 0 in\n'});
    expect(added.err).toContain('the key would be added');
    expect((await a.memu('sync', 'key', 'add', 'nonsense', '--dry-run')).code).toBe(
      exitCodes.usage,
    );
    expect((await a.memu('sync', 'key', 'remove', own, '--dry-run')).code).toBe(exitCodes.notFound);
    expect((await b.memu('sync', 'clone', remote, '--dry-run')).code).toBe(exitCodes.secret);
    await a.memu('sync');
    expect(await tip()).toBe(first);

    await a.memu('sync', 'key', 'add', own);
    const second = await tip();
    expect((await b.memu('sync', 'clone', remote, '--dry-run')).out).toBe(
      'sync would bring 0 out, 1 in\n',
    );
    expect(file(b)).not.toContain('vault.git');
    expect(await b.json('note', 'list')).toEqual([]);
    expect((await a.memu('sync', 'key', 'remove', own, '--dry-run')).code).toBe(0);
    await a.memu('sync');
    expect(await tip()).toBe(second);
    expect((await b.memu('sync', 'clone', remote)).out).toBe('sync: 0 out, 1 in\n');
  });

  test('holds many deletions back until a person accepts them, and syncs the rest', async () => {
    const {a, b} = await twoHomes();
    const lines = Array.from({length: 30}, (_, i) => JSON.stringify({text: `fact ${i}`}));
    await a.pipe(`${lines.join('\n')}\n`, 'memory', 'import', '-');
    await a.memu('sync');
    await b.memu('sync');
    const memories = await a.json<{id: string}[]>('memory', 'list', '--limit', '0');
    for (const {id} of memories.slice(0, 12)) await a.memu('memory', 'rm', id);
    await a.memu('note', 'add', 'bread');
    expect((await a.memu('sync')).code).toBe(0);
    for (const again of [1, 2]) {
      const held = await b.memu('sync', ...(again === 2 ? ['--cron'] : []));
      expect(held.code, `time ${again}`).toBe(exitCodes.refused);
      expect(held.err).toContain('memu sync --accept-deletes 12');
    }
    expect(await b.json('memory', 'list', '--limit', '0')).toHaveLength(30);
    expect(await b.json('note', 'list')).toHaveLength(2);
    expect((await b.memu('sync', '--accept-deletes', '11')).code).toBe(exitCodes.refused);
    expect((await b.memu('sync', '--accept-deletes', '12')).code).toBe(0);
    expect(await b.json('memory', 'list', '--limit', '0')).toHaveLength(18);
    expect((await a.memu('sync')).code).toBe(0);
    expect(await a.json('memory', 'list', '--limit', '0')).toHaveLength(18);
  });

  test('refuses an address that could be read as a command, and remembers nothing of it', async () => {
    const home = newHome();
    for (const url of ['--upload-pack=x', 'ext::sh -c id', 'http://host/x']) {
      const {code} = await home.memu('sync', 'init', `--remote=${url}`);
      expect(code, url).toBe(exitCodes.usage);
    }
    expect(await home.json('sync', 'status')).toMatchObject({remote: null, vault: null});
  });

  test('a remote that is not there is not set up; one that goes away later says so and loses nothing', async () => {
    const home = newHome();
    expect((await home.memu('sync', 'init', '--remote', '/no/such/place')).code).toBe(
      exitCodes.unreachable,
    );
    expect(await home.json('sync', 'status')).toMatchObject({remote: null});
    const {remote, a} = await twoHomes();
    rmSync(remote, {recursive: true});
    await a.memu('note', 'add', 'milk');
    expect((await a.memu('sync')).code).toBe(exitCodes.unreachable);
    expect(await a.json('sync', 'status')).toMatchObject({last_error: 'remote_missing'});
    expect((await a.memu('sync', 'status')).out).toContain('failed: There is no repository');
    await runProgram({
      program: 'git',
      args: ['init', '--quiet', '--bare', '--initial-branch=main', remote],
    });
    const emptied = await a.memu('sync');
    expect(emptied.code).toBe(exitCodes.refused);
    expect((await a.memu('sync', 'init', '--remote', remote)).code).toBe(0);
    expect((await newHome().memu('sync', 'clone', remote)).out).toBe('sync: 0 out, 2 in\n');
  });

  test('clone of an empty repository is refused', async () => {
    const {code, err} = await newHome().memu('sync', 'clone', await newRemote());
    expect(code).toBe(exitCodes.refused);
    expect(err).toContain('no vault');
  });

  test('of two runs at once the second names the first', async () => {
    const {a} = await twoHomes();
    const lock = takeProcessLock(join(a.path, 'data', 'sync.lock'), 'sync');
    const {code, err} = await a.memu('sync');
    lock.release();
    expect(code).toBe(exitCodes.locked);
    expect(err).toContain(`process ${process.pid}`);
    expect((await a.memu('sync')).code).toBe(0);
  });

  test('moves into a folder of a repository that is already someone’s, and touches nothing else', async () => {
    const remote = await newRemote();
    const env = {GIT_DIR: remote};
    const work = mkdtempSync(join(tmpdir(), 'memu-work-'));
    onTestFinished(() => rmSync(work, {recursive: true, force: true}));
    writeFileSync(join(work, 'README.md'), 'mine\n');
    const git = (...args: string[]) =>
      runProgram({
        program: 'git',
        args: ['-c', 'user.name=x', '-c', 'user.email=x@x', `--work-tree=${work}`, ...args],
        env,
        cwd: work,
      });
    await git('add', '--all');
    await git('commit', '--quiet', '-m', 'mine');
    const [a, b] = [newHome(), newHome()];
    await a.memu('note', 'add', 'milk');
    expect((await a.memu('sync', 'init', '--remote', remote)).code).toBe(0);
    const files = (await git('ls-tree', '-r', '--name-only', 'main')).stdout
      .toString()
      .trim()
      .split('\n');
    expect(files[0]).toBe('README.md');
    expect(files.slice(1).every(file => file.startsWith('memu/'))).toBe(true);
    expect((await b.memu('sync', 'clone', remote)).out).toBe('sync: 0 out, 1 in\n');
    expect(await b.json('note', 'list')).toHaveLength(1);

    // Another vault is not mixed in unasked, and nobody's files move from one repository to another.
    const {a: c, remote: other} = await twoHomes();
    const before = await a.json('sync', 'status');
    const refused = await a.memu('sync', 'init', '--remote', other);
    expect(refused.code).toBe(exitCodes.refused);
    const their = /--join (\S+)/.exec(refused.err)![1]!;
    expect(await a.json('sync', 'status')).toEqual(before);
    await a.memu('note', 'add', 'later');
    expect((await a.memu('sync')).out).toBe('sync: 1 out, 0 in\n');
    expect((await a.memu('sync', 'init', '--remote', other, '--join', their)).code).toBe(0);
    expect((await c.memu('sync')).out).toBe('sync: 0 out, 2 in\n');
    const moved = await runProgram({
      program: 'git',
      args: ['ls-tree', '-r', '--name-only', 'main'],
      env: {GIT_DIR: other},
    });
    expect(moved.stdout.toString()).not.toMatch(/README|memu\//);
  });

  test('two devices that both kept things before they met have all of it', async () => {
    const [remote, a, b] = [await newRemote(), newHome(), newHome()];
    await a.memu('note', 'add', 'from a');
    await b.memu('note', 'add', 'from b');
    await b.memu('sync', 'init');
    expect((await a.memu('sync', 'init', '--remote', remote)).code).toBe(0);
    expect((await b.memu('sync', 'init', '--remote', remote)).code).toBe(0);
    await a.memu('sync');
    for (const home of [a, b]) expect(await home.json('note', 'list')).toHaveLength(2);
  });

  test('a damaged repository is named, put aside, and made anew from what is kept', async () => {
    const {remote, a, b} = await twoHomes();
    const objects = join(a.path, 'data', 'vault.git', 'objects');
    for (const name of readdirSync(objects, {recursive: true}) as string[]) {
      if (!/^[0-9a-f]{2}.[0-9a-f]{38}$/.test(name)) continue;
      chmodSync(join(objects, name), 0o600);
      writeFileSync(join(objects, name), 'garbage');
    }
    await a.memu('note', 'add', 'written meanwhile');
    expect((await a.memu('sync')).code).toBe(exitCodes.integrity);
    expect((await a.memu('sync', 'init', '--remote', remote)).code).toBe(0);
    expect((await b.memu('sync')).out).toBe('sync: 0 out, 1 in\n');
    expect(readdirSync(join(a.path, 'data')).some(name => name.includes('damaged'))).toBe(true);
    expect((await a.memu('sync')).out).toBe('sync: 0 out, 0 in\n');
  });

  test('over ssh to a host that nobody has looked at sends nothing', async () => {
    const sshd = await startSshd();
    onTestFinished(() => sshd.close());
    const home = newHome();
    await home.memu('note', 'add', 'milk');
    // No key of this test is known to the person's ssh, so the server's key is a stranger's.
    const {code, err} = await home.memu(
      'sync',
      'init',
      '--remote',
      `${sshd.url}${await newRemote()}`,
    );
    expect(code).toBe(exitCodes.unreachable);
    expect(err).toContain('host key');
  });

  test('brings attached files along, and leaves large ones to the backup', async () => {
    const {a, b, id} = await twoHomes();
    writeFileSync(join(a.path, 'plan.txt'), 'the plan');
    writeFileSync(join(a.path, 'film.bin'), Buffer.alloc(1024 * 1024 + 1, 7));
    await a.memu('attach', id, join(a.path, 'plan.txt'), join(a.path, 'film.bin'));
    await a.memu('sync');
    await b.memu('sync');
    const {attachments} = await b.json<{attachments: {sha256: string; name: string}[]}>(
      'note',
      'show',
      id,
    );
    expect(attachments.map(({name}) => name).sort()).toEqual(['film.bin', 'plan.txt']);
    const there = attachments.filter(({sha256}) =>
      existsSync(join(b.path, 'data', 'attachments', sha256.slice(0, 2), sha256)),
    );
    expect(there.map(({name}) => name)).toEqual(['plan.txt']);
    expect((await a.memu('sync')).out).toBe('sync: 0 out, 0 in\n');
  });

  test('a thing removed for good on one device is removed on the others too', async () => {
    const {remote, a, b, id} = await twoHomes();
    await a.memu('note', 'rm', id);
    await a.memu('trash', 'purge', '--all', '--yes');
    expect((await a.memu('sync')).out).toBe('sync: 1 out, 0 in\n');
    expect((await b.memu('sync')).code).toBe(0);
    expect((await b.memu('note', 'show', id)).code).toBe(exitCodes.notFound);
    expect(await b.json('trash', 'list')).toEqual([]);
    const tree = await runProgram({
      program: 'git',
      args: ['grep', '-l', 'boiler', 'main'],
      env: {GIT_DIR: remote},
      expect: [0, 1],
    });
    expect(tree.stdout.toString()).toBe('');
  });

  test('a conflict goes for good with its entry, here, on the others and in what the remote shows', async () => {
    const {remote, a, b, id} = await twoHomes();
    await a.memu('note', 'edit', id, '--title', 'the zwitscherbird');
    await b.memu('note', 'edit', id, '--title', 'a zwitscherbird');
    await a.memu('sync');
    await b.memu('sync');
    await a.memu('sync');
    expect(await a.json('sync', 'conflicts')).toHaveLength(1);
    await a.memu('note', 'rm', id);
    await a.memu('trash', 'purge', '--all', '--yes');
    expect((await a.memu('sync')).out).toBe('sync: 2 out, 0 in\n');
    expect((await b.memu('sync')).code).toBe(0);
    for (const home of [a, b]) {
      expect(await home.json('sync', 'conflicts')).toEqual([]);
      const kept = readFileSync(join(home.path, 'data', 'memu.db'));
      expect(kept.includes('zwitscherbird')).toBe(false);
      expect((await home.memu('sync')).out).toBe('sync: 0 out, 0 in\n');
    }
    const tree = await runProgram({
      program: 'git',
      args: ['grep', '-l', 'zwitscherbird', 'main'],
      env: {GIT_DIR: remote},
      expect: [0, 1],
    });
    expect(tree.stdout.toString()).toBe('');
  });
});
