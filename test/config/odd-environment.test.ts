/** Environments as cron and containers set them. */
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {findPaths} from '../../src/config/paths.ts';
import {runProgram} from '../../src/ground/process.ts';

test.each(['', 'relative/home', '.'])(
  'HOME=%j does not keep a life in the current folder',
  HOME => {
    const {data} = findPaths({HOME});
    expect(data).toBe(join(userInfo().homedir, '.local/share/memu'));
  },
);

test.each(['', ':', 'Mars/Phobos', ':/etc/localtime'])(
  'TZ=%j is a zone that dates can be counted in',
  async TZ => {
    const time = JSON.stringify(join(import.meta.dirname, '../../src/ground/time.ts'));
    const script = `const {systemZone} = await import(${time}); console.log(Temporal.Now.zonedDateTimeISO(systemZone()).timeZoneId)`;
    const args = ['--input-type=module', '-e', script];
    const {stdout} = await runProgram({program: process.execPath, args, env: {TZ}});
    expect(stdout.toString().trim()).not.toBe('');
  },
);
