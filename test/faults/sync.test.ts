/** Disks that are full or read-only under a sync: a sentence, an exit code, nothing lost, mended next time. */
import {expect, test} from 'vitest';
import {newFolder} from '../support/folder.ts';
import {inNamespace} from '../support/namespace.ts';

/** Shell lines in which `$disk` is a small disk of its own and `$remote` a bare repository. */
function onSmallDisk(lines: readonly string[]): string {
  const [disk, elsewhere] = [newFolder(), newFolder()];
  return inNamespace([
    `disk=${disk}; remote=${elsewhere}/remote; export MEMU_HOME=${elsewhere}/home`,
    `mount -t tmpfs -o size=1m tmpfs ${disk}`,
    'git init --quiet --bare --initial-branch=main $remote',
    ...lines,
  ]);
}

test('a full disk under the vault', () => {
  const said = onSmallDisk([
    'memu note add first',
    'mkdir -p $MEMU_HOME/data/vault.git',
    'mount --bind $disk $MEMU_HOME/data/vault.git',
    'memu sync init --remote $remote',
    'memu note add second',
    'head -c 2000000 /dev/zero > $disk/filler 2>/dev/null || true',
    'echo full; memu sync',
    'rm $disk/filler',
    'echo free; memu sync',
    'memu note list --format {title}',
  ]);
  expect(said).toMatch(/full\nmemu: [^\n]*(no space left|cannot be written)[^\n]*\n[^=]*=10\n/i);
  expect(said).toMatch(/free\nsync: 1 out, 0 in\n=0\n/);
  expect(said).toMatch(/second\nfirst\n|first\nsecond\n/);
}, 60_000);

test('a full disk at the remote', () => {
  const said = onSmallDisk([
    'memu note add first',
    'remote=$disk/remote; git init --quiet --bare --template= --initial-branch=main $remote',
    'memu sync init --remote $remote',
    'memu note add second',
    'head -c 2000000 /dev/zero > $disk/filler 2>/dev/null || true',
    'echo full; memu sync',
    'rm $disk/filler',
    'echo free; memu sync',
  ]);
  expect(said).toMatch(/full\nmemu: [^\n]*(no space left|cannot be written)[^\n]*\n[^=]*=10\n/i);
  expect(said).toMatch(/free\nsync: 1 out, 0 in\n=0\n/);
}, 60_000);

test('a vault that may only be read', () => {
  const said = onSmallDisk([
    'memu note add first',
    'memu sync init --remote $remote',
    'memu note add second',
    'mount --bind $MEMU_HOME/data/vault.git $MEMU_HOME/data/vault.git',
    'mount -o remount,ro,bind $MEMU_HOME/data/vault.git',
    'echo locked; memu sync',
    'umount $MEMU_HOME/data/vault.git',
    'echo open; memu sync',
  ]);
  expect(said).toMatch(/locked\nmemu: [^\n]*(read-only|cannot be written)[^\n]*\n[^=]*=10\n/i);
  expect(said).toMatch(/open\nsync: 1 out, 0 in\n=0\n/);
}, 60_000);
