/** What a restricted key may do, and nothing else. */
import {expect, test} from 'vitest';
import {gateLine, passGate} from '../../src/server/gate.ts';

const hash = 'ab'.repeat(32);

test.each([
  ['memu worker serve', {verb: 'serve'}],
  [`.local/share/memu/bin/memu worker put ${hash} 400`, {verb: 'put', sha256: hash, size: 400}],
  [`memu worker get ${hash} 0`, {verb: 'get', sha256: hash, offset: 0}],
])('lets through: %s', (asked, verb) => expect(passGate(asked)).toEqual(verb));

test.each([
  undefined,
  '',
  'sh',
  'memu worker run 0',
  'memu worker serve; id',
  'memu worker serve\nid',
  ' memu worker serve',
  'memu worker serve ',
  'memu  worker serve',
  '/tmp/memu worker serve',
  'memu worker put ../x 4',
  `memu worker put ${hash.toUpperCase()} 4`,
  `memu worker put ${hash} -4`,
  `memu worker put ${hash} 1e9`,
  `memu worker get ${hash} $(id)`,
  'internal-sftp',
  'scp -t /',
])('refuses %j', asked => {
  expect(() => passGate(asked)).toThrow('This key is for memu alone');
});

test('the line binds a key to the gate, without the comment that came with the key', () => {
  expect(gateLine('/home/me/memu', 'ssh-ed25519 AAAA me@laptop "x"\n')).toBe(
    'restrict,command="/home/me/memu worker gate" ssh-ed25519 AAAA memu-worker',
  );
});
