import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {parseChannel} from '../../src/notify/notify.ts';
import {type Home, newHome} from '../support/command-line.ts';

/** A program that writes what it was given into a file, a line each time it runs. */
function recorder(home: Home, name: string, mode = 0o755): {path: string; lines(): string[]} {
  const path = join(home.path, name);
  mkdirSync(join(path, '..'), {recursive: true});
  const log = `${path}.log`;
  writeFileSync(log, '');
  writeFileSync(
    path,
    `#!/bin/sh\nread -r line\nprintf '%s|%s\\n' "$MEMU_TITLE" "$line" >> '${log}'\n`,
  );
  chmodSync(path, mode);
  return {
    path,
    lines: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter(line => line !== ''),
  };
}

test('a command of one’s own is told once, with everything as JSON', async () => {
  const home = newHome();
  const bell = recorder(home, 'bell');
  await home.memu('config', 'set', 'remind.via', `command:${bell.path}`);
  await home.memu('task', 'add', 'call "mum"; $(touch x)', '--due', '+1min');
  await home.memu('task', 'add', 'late', '--due', 'yesterday');
  const first = await home.memu('remind');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/late {2}late/);
  expect(bell.lines()).toHaveLength(1);
  expect(bell.lines()[0]).toMatch(/^Late: late\|\{.*"late":true\}$/);
  expect((await home.memu('remind', '--cron')).out).toBe('');
  expect(bell.lines()).toHaveLength(1);
});

test('ntfy is told over the network, and what left is on record; a failure is tried again', async () => {
  const bodies: string[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', part => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const {port} = server.address() as AddressInfo;
  const home = newHome({MEMU_REMIND_VIA: `ntfy:http://127.0.0.1:${port}/bell`});
  await home.memu('task', 'add', 'call mum', '--due', 'yesterday');
  const failed = await home.memu('remind');
  expect(failed.code).toBe(3);
  expect(failed.err).toContain('did not take the notification (HTTP 500)');
  status = 200;
  expect((await home.memu('remind')).code).toBe(0);
  expect((await home.memu('remind')).out).toBe('');
  expect(bodies.map(body => JSON.parse(body) as object)).toHaveLength(2);
  expect(JSON.parse(bodies[1] ?? '')).toMatchObject({topic: 'bell', title: 'Late: call mum'});
});

test('a rehearsal rings nothing', async () => {
  const home = newHome({MEMU_REMIND_VIA: 'command:/nowhere/at/all'});
  await home.memu('task', 'add', 'call mum', '--due', 'yesterday');
  expect(await home.json('remind', '--dry-run')).toMatchObject([{title: 'call mum', late: true}]);
  expect((await home.memu('remind')).code).toBe(3);
});

test.each(['smoke signals', 'ntfy:example.org', 'command:', 'ntfy:https://example.org/'])(
  '"%s" is no way of notifying',
  text => expect(() => parseChannel(text)).toThrow('is no way of notifying'),
);

test('hooks run once for what happened since the last time, and only a program of one’s own', async () => {
  const home = newHome({MEMU_REMIND_VIA: ''});
  const created = recorder(home, 'hooks/task.created');
  const achieved = recorder(home, 'hooks/goal.achieved');
  const open = recorder(home, 'hooks/note.created', 0o777);
  await home.memu('task', 'add', 'before');
  await home.memu('remind', '--cron');
  expect(created.lines()).toEqual([]);
  await home.memu('task', 'add', 'after');
  await home.memu('goal', 'add', 'g');
  await home.memu('goal', 'done', 'g');
  await home.memu('note', 'add', 'n');
  const ran = await home.memu('remind', '--cron');
  await home.memu('remind', '--cron');
  expect(created.lines()).toHaveLength(1);
  expect(created.lines()[0]).toContain('"event":"task.created","data":{"id":');
  expect(created.lines()[0]).toContain('"title":"after"');
  expect(achieved.lines()).toHaveLength(1);
  expect(open.lines()).toEqual([]);
  expect(ran.err).toContain('is not run: others can write it');
});
