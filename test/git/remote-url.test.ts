import {describe, expect, test} from 'vitest';
import {parseBranch, parseRemoteUrl} from '../../src/git/remote-url.ts';

describe('an address', () => {
  test.each([
    ['ssh://git@example.org:2222/me/vault.git', 'ssh'],
    ['ssh://pi.local/~/vault.git', 'ssh'],
    ['ssh://[::1]/srv/vault', 'ssh'],
    ['git@github.com:me/vault.git', 'ssh'],
    ['pi:vault.git', 'ssh'],
    ['https://codeberg.org/me/vault.git', 'https'],
    ['http://127.0.0.1:8080/me/vault.git', 'http'],
    ['http://[::1]/me/vault.git', 'http'],
    ['http://localhost/me/vault.git', 'http'],
    ['/srv/vault with blanks.git', 'file'],
    ['file:///srv/vault.git', 'file'],
  ])('%s is one of %s', (url, transport) => {
    expect(parseRemoteUrl(url).transport).toBe(transport);
  });

  test.each([
    '',
    '--upload-pack=touch /tmp/x',
    '-oProxyCommand=touch /tmp/x',
    'ext::sh -c touch% /tmp/x',
    'fd::17/foo',
    'ssh://-oProxyCommand=x/y',
    'ssh://git@-oProxyCommand=x/y',
    'ssh://host/-x',
    'ssh://host:22x/y',
    '-host:path',
    'host:-path',
    'host:~-x',
    'git@host:path\nother',
    'git@host:$(id)',
    'git@host:`id`',
    'git@ho st:path',
    'us%er@host:path',
    'git://host/path',
    'http://host/path',
    'http://127.0.0.1.example.org/path',
    'http://localhost@example.org/path',
    'http://192.168.1.2/path',
    'ftp://host/path',
    'https://user@host/path',
    'vault',
    './vault',
    '../vault',
    '//host/share',
    '/srv/\u202evault',
    '/srv/va\0ult',
    'C:\\vault',
    'file://host/path',
    'transport::address',
  ])('%j is refused', url => {
    expect(() => parseRemoteUrl(url)).toThrow(/no address that memu syncs with/);
  });

  test('with a password is refused without repeating it', () => {
    for (const url of ['https://me:s3cret@host/x', 'ssh://me:s3cret@host/x']) {
      expect(() => parseRemoteUrl(url)).toThrow(/password/);
      expect(() => parseRemoteUrl(url)).not.toThrow(/s3cret/);
    }
  });
});

describe('a branch', () => {
  test.each(['main', 'memu/vault', 'v1.2_x'])('%s is one', name => {
    expect(parseBranch(name)).toBe(name);
  });

  test.each([
    '',
    '--exec=x',
    '-x',
    '@{-1}',
    'a..b',
    'a/../b',
    'refs//x',
    'x/',
    'x.',
    'x.lock',
    'x.lock/y',
    'a b',
    'a:b',
    'a~1',
    'a^',
    'x/.y',
    'x/-y',
    'é',
  ])('%j is refused', name => {
    expect(() => parseBranch(name)).toThrow(/no branch name/);
  });
});
