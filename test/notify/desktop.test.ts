import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';
import {newFolder} from '../support/folder.ts';
import {showNotifications, startBus} from './desktop-session.ts';

test('a due task is shown by the desktop, once, with its words as they are', async () => {
  const bus = await startBus();
  const shown = await showNotifications(bus);
  const home = newHome({DBUS_SESSION_BUS_ADDRESS: bus, XDG_RUNTIME_DIR: newFolder(), TZ: 'UTC'});
  await home.memu(
    'task',
    'add',
    '--due',
    'yesterday',
    '--',
    '--icon=<b>call</b> & "mum"\u001b[31m',
  );
  const ran = await home.memu('remind', '--cron');
  expect([ran.code, ran.out, ran.err]).toEqual([0, '', '']);
  await home.memu('remind', '--cron');
  const title = 'Late: --icon=<b>call</b> & "mum"␛[31m';
  expect(shown).toEqual([{app: 'memu', title, body: expect.stringMatching(/^due \d{4}-/)}]);
});

test('from cron, without a session in the environment, the bus is found at its usual place', async () => {
  const bus = await startBus();
  const shown = await showNotifications(bus);
  const runtime = join(bus.replace('unix:path=', ''), '..');
  const home = newHome({XDG_RUNTIME_DIR: runtime});
  await home.memu('task', 'add', 'call mum', '--due', 'yesterday');
  expect((await home.memu('remind', '--cron')).code).toBe(0);
  expect(shown).toMatchObject([{title: 'Late: call mum'}]);
});

test('without a session it is said once, the other channels ring, and a later run catches up', async () => {
  const [nowhere, log] = [newFolder(), join(newFolder(), 'rung')];
  const bell = join(newFolder(), 'bell');
  writeFileSync(bell, `#!/bin/sh\necho "$MEMU_TITLE" >> '${log}'\n`, {mode: 0o755});
  const home = newHome({XDG_RUNTIME_DIR: nowhere});
  for (const title of ['one', 'two', 'three']) {
    await home.memu('task', 'add', title, '--due', 'yesterday');
  }
  const alone = await home.memu('remind', '--cron');
  expect([alone.code, alone.out]).toEqual([3, '']);
  expect(alone.err.match(/no session shows notifications/g)).toHaveLength(1);
  expect(alone.err).toContain('memu config set remind.via');

  await home.memu('config', 'set', 'remind.via', 'desktop', `command:${bell}`);
  const both = await home.memu('remind', '--cron');
  expect(both.code).toBe(3);
  expect(both.err.match(/no session shows notifications/g)).toHaveLength(1);
  expect(readFileSync(log, 'utf8')).toBe('Late: one\nLate: two\nLate: three\n');
  expect(await home.memu('remind', '--cron')).toMatchObject({code: 0, out: '', err: ''});
});

test('a session in which nothing takes notifications is named, too', async () => {
  const home = newHome({DBUS_SESSION_BUS_ADDRESS: await startBus(), XDG_RUNTIME_DIR: newFolder()});
  await home.memu('task', 'add', 'one', '--due', 'yesterday');
  const {code, err} = await home.memu('remind');
  expect(code).toBe(3);
  expect(err).toMatch(/desktop: no session shows notifications: .*org\.freedesktop\.Notifications/);
});
