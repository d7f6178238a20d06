import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from 'vitest';
import {bundleFixture, Tmux, type TmuxOptions, temporaryFolder} from './tmux.ts';

const folder = temporaryFolder();
let program = '';
let terminal: Tmux;

beforeAll(async () => {
  program = await bundleFixture('dashboard-program.ts', folder);
});
afterEach(() => terminal.close());
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function open(options: Partial<TmuxOptions> = {}): Promise<Tmux> {
  terminal = new Tmux({program, ...options});
  await terminal.sees('1 Today');
  return terminal;
}

/** The screen from before is back: the command line that started it, a cursor, an echo. */
async function expectRestored(exit: number): Promise<void> {
  await terminal.sees(/shell>$/);
  expect(terminal.ask('#{cursor_flag} #{alternate_on}')).toBe('1 0');
  terminal.keys('echo ba""ck $?', 'Enter');
  await terminal.sees(`back ${exit}`);
}

describe('the dashboard in a real terminal', () => {
  test('q leaves and restores the screen', async () => {
    await open();
    expect(terminal.ask('#{cursor_flag} #{alternate_on}')).toBe('0 1');
    terminal.keys('q');
    await expectRestored(0);
  });

  test('begins at the left edge, wherever the cursor was', async () => {
    await open({before: 'printf abc;'});
    expect(terminal.screen()).toMatch(/^memu {2}Sat 21 Nov/);
  });

  test('keys that arrive in one burst act on the rows they were meant for', async () => {
    await open();
    terminal.keys('jj ');
    await terminal.sees('▸ ✓ Water the plants');
    expect(terminal.screen()).toContain('○ !5 Send the tax papers');
  });

  test('is complete at every size', async () => {
    await open();
    terminal.resize(120, 30);
    await terminal.sees(/1 Today.*3 Inbox/);
    terminal.resize(50, 40);
    await terminal.sees(
      /^memu[\s\S]*1 Today[\s\S]*2 Goals[\s\S]*3 Inbox[\s\S]*4 Recent[\s\S]*schedule/,
    );
    terminal.resize(80, 24);
    await terminal.sees('[1 Today (4)]');
    terminal.keys('5');
    await terminal.sees(/last proven restore 41 days ago.* PROBLEM/);
  });

  test('a filter, a new entry and a command are typed at the bottom, with the real cursor', async () => {
    await open();
    terminal.keys('/call');
    await terminal.sees(/\/call$/);
    expect(terminal.ask('#{cursor_x},#{cursor_y},#{cursor_flag}')).toBe('5,23,1');
    expect(terminal.screen()).not.toContain('Water');
    terminal.keys('Escape');
    await terminal.sees('Water');
    terminal.keys('n', 'buy milk tomorrow', 'Enter');
    await terminal.sees('Added: buy milk tomorrow');
    terminal.keys(':', 'task list', 'Enter');
    await terminal.sees('you ran task list');
    terminal.keys('q');
    await terminal.sees('1 Today');
  });

  test('Ctrl+Z and back repaints; an editor gets the screen and gives it back', async () => {
    await open({env: {EDITOR: 'echo in the editor; read line'}});
    terminal.keys('C-z');
    await terminal.sees(/Stopped[\s\S]*shell>$/);
    terminal.keys('fg', 'Enter');
    await terminal.sees('[1 Today (4)]');
    terminal.keys('e');
    await terminal.sees('in the editor');
    terminal.keys('Enter');
    await terminal.sees('Edited 1a2b-id');
    expect(terminal.screen()).toContain('[1 Today (4)]');
  });

  test('a crash restores the screen and tells the bug there', async () => {
    await open();
    terminal.keys(':', 'crash', 'Enter');
    await terminal.sees('a bug in the test program');
    await expectRestored(1);
  });

  test('SIGTERM restores the screen', async () => {
    await open();
    process.kill(terminal.programPid(), 'SIGTERM');
    await expectRestored(143);
  });

  test('c leaves for the chat and comes back', async () => {
    await open();
    terminal.keys('j', 'c');
    await terminal.sees('▸ ○ Call mum');
    terminal.keys('q');
    await terminal.sees('the chat would be here');
    await expectRestored(0);
  });

  test('while nothing happens it writes nothing', async () => {
    const bytes = join(folder, 'bytes');
    await open({env: {BYTES_FILE: bytes}});
    // The first frame is written in several goes; then comes more quiet than any timer of the screen.
    await vi.waitFor(async () => {
      const before = readFileSync(bytes, 'utf8');
      await new Promise(resolve => setTimeout(resolve, 1500));
      expect(readFileSync(bytes, 'utf8')).toBe(before);
    }, 15_000);
  });
});
