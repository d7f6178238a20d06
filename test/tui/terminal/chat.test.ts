import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from 'vitest';
import {bundleFixture, Tmux, type TmuxOptions, temporaryFolder} from './tmux.ts';

const folder = temporaryFolder();
let program = '';
let terminal: Tmux;

beforeAll(async () => {
  program = await bundleFixture('chat-program.ts', folder);
});
afterEach(() => terminal.close());
afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function open(options: Partial<TmuxOptions> = {}): Promise<Tmux> {
  terminal = new Tmux({program, ...options});
  await terminal.sees('memory on');
  return terminal;
}

/** The shell is back, the cursor is shown, and lines echo again. */
async function expectShell(): Promise<void> {
  await terminal.sees(/shell>$/);
  terminal.keys('echo ba""ck $?', 'Enter');
  await terminal.sees(/back 0/);
  expect(terminal.ask('#{cursor_flag} #{alternate_on}')).toBe('1 0');
}

describe('the chat in a real terminal', () => {
  test('the cursor stands in the input, and an answer ends up in the scrollback once', async () => {
    await open();
    const row = terminal
      .screen()
      .split('\n')
      .findIndex(line => line.startsWith('❯ Ask'));
    expect(terminal.ask('#{cursor_x},#{cursor_y}')).toBe(`2,${row}`);
    terminal.keys('when?', 'Enter');
    await terminal.sees('2 proposals');
    const history = terminal.history();
    expect(history.match(/Your boiler service is on/g)).toHaveLength(1);
    expect(history.match(/❯ when\?/g)).toHaveLength(1);
    expect(history).toMatch(/日本 valve\n3\. Clear/);
    expect(history).not.toContain('writing');
  });

  test('typing goes on while an answer streams, and no letter is lost', async () => {
    await open({env: {TICK_MS: '1'}});
    terminal.keys('count 600', 'Enter');
    await terminal.sees('writing');
    const text = 'the quick brown fox jumps over the lazy dog 0123456789';
    for (const letter of text) terminal.keys(letter === ' ' ? 'Space' : letter);
    await terminal.sees(`❯ ${text}`);
    await terminal.sees('600 tokens');
    await terminal.sees(`❯ ${text}`);
  });

  test('Ctrl+C stops the answer and keeps the part; then it clears, then it leaves with 0', async () => {
    await open();
    terminal.keys('count 5000', 'Enter');
    await terminal.sees('word20');
    terminal.keys('draft', 'C-c');
    await terminal.sees('Stopped. The part above is kept.');
    await terminal.sees('❯ draft');
    expect(terminal.history()).toContain('word20');
    terminal.keys('C-c');
    await terminal.sees('Ctrl+C again leaves');
    terminal.keys('C-c');
    await terminal.sees(/shell>$/);
    await expectShell();
    expect(terminal.history()).toContain('word20');
  });

  test('Esc stops; Ctrl+D on an empty line leaves with 0', async () => {
    await open();
    terminal.keys('count 5000', 'Enter');
    await terminal.sees('word20');
    terminal.keys('Escape');
    await terminal.sees('Stopped.');
    terminal.keys('C-d');
    await expectShell();
  });

  test('a paste arrives whole, as text, and nothing in it is taken for a key', async () => {
    await open();
    terminal.paste('first line\nsecond\u0003 line\n/quit');
    const screen = await terminal.sees('/quit');
    expect(screen).toContain('❯ first line\n  second␃ line\n  /quit');
  });

  test('becoming narrower, wider and lower leaves one live part and a cursor in it', async () => {
    await open();
    terminal.keys('count 60', 'Enter');
    await terminal.sees('60 tokens');
    terminal.keys('a draft that is long enough to need two rows when it is narrow');
    for (const [columns, rows] of [
      [40, 24],
      [100, 24],
      [30, 12],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await vi.waitFor(
        () => {
          const screen = terminal.screen();
          expect(screen.match(/❯ a draft/g)).toHaveLength(1);
          expect(screen.match(/llama3/g)).toHaveLength(2);
          expect(terminal.ask('#{cursor_flag}')).toBe('1');
        },
        {timeout: 20_000},
      );
    }
  });

  test('Ctrl+O edits in $EDITOR and Ctrl+Z goes to the shell and back', async () => {
    await open({env: {DRAFT_FILE: join(folder, 'draft'), EDITOR: 'sed -i s/milk/bread/'}});
    terminal.keys('buy milk', 'C-o');
    await terminal.sees('❯ buy bread');
    terminal.keys('C-z');
    await terminal.sees(/Stopped[\s\S]*shell>$/);
    terminal.keys('fg', 'Enter');
    await terminal.sees(/fg\n[\s\S]*❯ buy bread\n/);
    terminal.keys(' and more');
    await terminal.sees('❯ buy bread and more');
  });

  test('what is finished while an editor has the terminal is there afterwards', async () => {
    const env = {DRAFT_FILE: join(folder, 'draft'), EDITOR: 'echo in the editor; read line #'};
    await open({env});
    terminal.keys('count 100', 'Enter');
    await terminal.sees('word20');
    terminal.keys('C-o');
    await terminal.sees('in the editor');
    // The answer needs less than this to its end.
    await new Promise(resolve => setTimeout(resolve, 1500));
    terminal.keys('Enter');
    await terminal.sees('100 tokens');
    const words = terminal.history().match(/word\d+/g);
    expect(new Set(words).size).toBe(98);
    expect(words).toHaveLength(98);
  });

  test('a bug in the program gives the terminal back and is told', async () => {
    await open();
    terminal.keys('crash', 'Enter');
    await terminal.sees(/a bug in the test program[\s\S]*shell>$/);
    terminal.keys('echo ba""ck $?', 'Enter');
    await terminal.sees('back 1');
    expect(terminal.ask('#{cursor_flag}')).toBe('1');
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
