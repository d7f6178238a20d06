import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {bundleProgram} from '../../../scripts/build/bundle.ts';
import {copyNativeAddons, type Target} from '../../../scripts/build/native.ts';
import {type OllamaContract, startOllamaContract} from '../../ollama-contract/server.mjs';
import {Tmux, temporaryFolder} from './tmux.ts';

const folder = temporaryFolder();
let home = '';
let ollama: OllamaContract;
let terminal: Tmux;

beforeAll(async () => {
  await bundleProgram(folder);
  await copyNativeAddons(folder, process as Target);
});
beforeEach(async () => {
  home = temporaryFolder();
  ollama = await startOllamaContract({
    scenario: {
      models: [{name: 'llama3.2:3b'}],
      rules: [
        {match: {user: 'long'}, reply: 'word '.repeat(5000), delay: {tokenMs: 5}},
        {match: {user: 'boiler'}, reply: 'On **Friday** [1].'},
      ],
    },
  });
});
afterEach(async () => {
  terminal.close();
  await ollama.close();
  rmSync(home, {recursive: true, force: true});
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

function open(...words: readonly string[]): Tmux {
  const env = {MEMU_HOME: home, MEMU_LLM_HOSTS: ollama.url, MEMU_TIME_ZONE: 'UTC'};
  terminal = new Tmux({program: join(folder, 'memu.mjs'), words, env});
  return terminal;
}

test('from nothing to a kept task, done, undone, and to a chat and back, all on the dashboard', async () => {
  open();
  await terminal.sees('Nothing is due today. n adds something.');
  terminal.keys('n', 'water the plants today', 'Enter');
  await terminal.sees(/▸ ○ water the plants +today/);
  terminal.keys('Space');
  await terminal.sees('Nothing is due today.');
  terminal.keys('u');
  await terminal.sees(/▸ ○ water the plants +today/);
  terminal.keys('c');
  await terminal.sees('llama3.2:3b on this machine');
  terminal.keys('C-d');
  await terminal.sees('[1 Today (1)]');
  terminal.keys(':', 'task list', 'Enter');
  await terminal.sees(/memu {2}memu task list[\s\S]*water the plants/);
  terminal.keys('q', 'q');
  await terminal.sees(/shell>$/);
});

test('a question is answered with its source, and what an answer rests on can be opened', async () => {
  open('note', 'add', '"Boiler service on Friday"');
  await terminal.sees('added: Boiler');
  terminal.close();
  open('chat');
  await terminal.sees('llama3.2:3b on this machine');
  terminal.keys('when is the boiler service?', 'Enter');
  const screen = await terminal.sees(/On Friday \[[0-9a-f]{4}\]\./);
  expect(screen).toMatch(/\[[0-9a-f]{4}\] note: Boiler service on Friday/);
});

test('Ctrl+C while an answer streams reaches the server, and the part is kept', async () => {
  open('chat');
  await terminal.sees('llama3.2:3b on this machine');
  terminal.keys('a long one', 'Enter');
  await terminal.sees(/word word word/);
  terminal.keys('C-c');
  await terminal.sees('Stopped.');
  await vi.waitFor(() =>
    expect(ollama.requests.map(({path, outcome}) => `${path} ${outcome}`)).toContain(
      '/api/chat client gone',
    ),
  );
  terminal.keys('C-d');
  await terminal.sees(/shell>$/);
  expect(terminal.history()).toMatch(/word word word/);
});

test('a signal ends the chat as leaving does: the part is kept, and the shell is told', async () => {
  open('chat');
  await terminal.sees('llama3.2:3b on this machine');
  terminal.keys('a long one', 'Enter');
  await terminal.sees(/word word word/);
  process.kill(terminal.programPid(), 'SIGTERM');
  await terminal.sees(/shell>$/);
  terminal.keys('echo en""ded $?', 'Enter');
  await terminal.sees('ended 143');
  terminal.close();
  open('export', '--jsonl', '| grep -c "word word word"');
  await terminal.sees(/^1$/m);
});

test('without any host the chat says which was tried, quotes, and leaves the line empty', async () => {
  open('note', 'add', '"Boiler service on Friday"');
  await terminal.sees('added: Boiler');
  terminal.close();
  await ollama.close();
  open('chat');
  await terminal.sees('no model: answers are quotes from your notes');
  terminal.keys('when is the boiler service?', 'Enter');
  const screen = await terminal.sees(
    /No model: from your notes[\s\S]*Boiler service on Friday[\s\S]*\n❯\s*\n/,
  );
  expect(screen).toContain('nothing listens there');
});
