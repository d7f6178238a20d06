import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

const deaf = 'http://127.0.0.1:9';

test('memu init says where things are, what answers, and what to do next, and asks nobody', async () => {
  const home = newHome({MEMU_LLM_HOSTS: deaf, SHELL: '/usr/bin/fish'});
  const {code, out, err} = await home.memu('init');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`kept in   ${home.path}/data (nothing yet; readable by you only)`);
  expect(out).toContain(`settings  ${home.path}/config.toml`);
  expect(out).toContain('models    this machine: ');
  expect(out).toContain('memu demo');
  expect(out).toContain('memu init --host ADDRESS');
  expect(out).toContain('memu completion fish');
});

test('memu init --host keeps where models run; --dry-run only looks', async () => {
  const home = newHome();
  expect(await home.memu('init', '--host', deaf, '--dry-run')).toMatchObject({code: 0});
  expect(await home.json('config', 'list', '--changed')).toMatchObject([{name: 'time.zone'}]);
  await home.memu('note', 'add', 'milk');
  const init = await home.json<{next: {command: string}[]}>('init', '--host', deaf);
  expect(init).toMatchObject({entries: 1, hosts: [{host: deaf, reachable: false, models: []}]});
  expect(init.next.map(step => step.command)).not.toContain('memu demo');
  expect(await home.json('config', 'get', 'llm.hosts')).toEqual([deaf]);
  expect(await home.memu('init', '--host', 'ftp://pi')).toMatchObject({code: 2, out: ''});
  expect(await home.json('config', 'get', 'llm.hosts')).toEqual([deaf]);
});
