import {rmSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test, vi} from 'vitest';
import {startOllamaContract} from '../../ollama-contract/server.mjs';
import {Tmux, temporaryFolder} from './tmux.ts';

const program = fileURLToPath(new URL('../../../commands/main.ts', import.meta.url));

test('line by line: Ctrl+C stops the answer, then clears the draft, then asks twice before it leaves', async () => {
  const home = temporaryFolder();
  const ollama = await startOllamaContract({
    scenario: {
      rules: [
        {match: {user: 'long'}, reply: 'word '.repeat(500), delay: {tokenMs: 50}},
        {reply: 'Good morning!'},
      ],
    },
  });
  const env = {MEMU_HOME: home, MEMU_LLM_HOSTS: ollama.url};
  const terminal = new Tmux({program, words: ['chat', '--plain'], env});
  onTestFinished(async () => {
    terminal.close();
    await ollama.close();
    rmSync(home, {recursive: true, force: true});
  });
  await terminal.sees('Ctrl+D leaves');
  terminal.keys('hello', 'Enter');
  await terminal.sees('Good morning!');
  terminal.keys('/help', 'Enter');
  await terminal.sees(/\/remember \[TEXT\] +keep a memory/);
  terminal.keys('a long one', 'Enter');
  await terminal.sees('word word word');
  terminal.keys('C-c');
  await terminal.sees('stopped');
  terminal.keys('half a draft', 'C-c');
  await terminal.sees(/half a draft\n> ?$/);
  terminal.keys('/why', 'Enter');
  await terminal.sees('The last prompt held nothing');
  terminal.keys('C-c');
  await terminal.sees('Ctrl+C again leaves');
  terminal.keys('C-c', 'echo left with $?', 'Enter');
  await terminal.sees('left with 0');
  // The server hears of it when its own turn comes.
  await vi.waitFor(() =>
    expect(
      ollama.requests.filter(one => one.path === '/api/chat' && one.outcome === 'client gone'),
    ).toHaveLength(1),
  );
});
