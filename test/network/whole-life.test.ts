/** Nothing leaves the machine but for the hosts that are configured: counted by the kernel. */
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {newFolder} from '../support/folder.ts';
import {inNamespace} from '../support/namespace.ts';

const fixture = join(import.meta.dirname, '..', 'fixtures', 'live-in-namespace.ts');

/**
 * Runs the fixture in a network of its own in which every address of the world is this machine, so
 * that whatever is dialled is counted and answered. Caches of names that sit behind sockets are out
 * of sight: a question about a name has to become a datagram.
 */
function lifeInNamespace() {
  const lines = [
    'ip link set lo up',
    'ip route add local default dev lo',
    'ip -6 route add local default dev lo 2>/dev/null || true',
    'mount -t tmpfs tmpfs /run',
    `exec ${process.execPath} ${fixture} ${newFolder()}`,
  ];
  return JSON.parse(inNamespace(lines, {hasOwnNetwork: true}));
}

test('a whole life dials the configured hosts and nobody else, and asks for no name', () => {
  const {before, alone, withHost, offline, stranger, asked} = lifeInNamespace();
  expect(before).toEqual({dialled: 0, taken: 0, datagrams: 0});
  expect(alone).toEqual({dialled: 0, taken: 0, datagrams: 0});
  expect(asked).toBeGreaterThan(0);
  // Only the configured host listens in there, so what was taken was taken by it.
  expect(withHost.taken).toBeGreaterThan(0);
  expect(withHost).toEqual({dialled: withHost.taken, taken: withHost.taken, datagrams: 0});
  // Its own machine is asked, and no name of another one is looked up.
  expect(offline.taken).toBeGreaterThan(0);
  expect(offline).toEqual({dialled: offline.taken, taken: offline.taken, datagrams: 0});
  expect(stranger.dialled).toBe(1);
  expect(stranger.datagrams).toBeGreaterThan(0);
}, 120_000);
