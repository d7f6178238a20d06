/** The chat without a terminal: keys in, what a person would see out. */
import {lexer} from 'marked';
import {vi} from 'vitest';
import {fixedClock} from '../../../src/ground/time.ts';
import {ChatFrames} from '../../../tui/chat/chat-frames.ts';
import {chatKeys, pressChatKey} from '../../../tui/chat/chat-keys.ts';
import {ChatModel} from '../../../tui/chat/chat-model.ts';
import type {ChatPorts} from '../../../tui/chat/ports.ts';
import {keyHelp} from '../../../tui/kit/bindings.ts';
import {plainTheme} from '../../../tui/kit/theme.ts';
import {cells} from '../../../tui/kit/width.ts';
import {ScriptedChat, type Scripts} from '../fixtures/scripted-chat.ts';

const named =
  /^(?:(?:ctrl|alt|shift)\+.+|enter|esc|tab|up|down|left|right|home|end|backspace|delete)$/;

/** Lets a script go on one token at a time: what a test releases is all that arrives. */
export class Gate {
  #waiting: (() => void)[] = [];
  #free = 0;

  readonly tick = (): Promise<void> => {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise(resolve => this.#waiting.push(resolve));
  };

  release(tokens = 1): void {
    for (let n = 0; n < tokens; n += 1) {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

export interface TestChatOptions extends Partial<Omit<ChatPorts, 'chat'>> {
  readonly answer?: Scripts['answer'];
  readonly tick?: () => Promise<void>;
  readonly size?: {readonly columns: number; readonly rows: number};
  readonly isReader?: boolean;
}

export function testChat(options: TestChatOptions = {}) {
  const chat = new ScriptedChat({
    answer: options.answer ?? async function* () {},
    tick: options.tick ?? (() => Promise.resolve()),
  });
  let clock = 0;
  const model = new ChatModel({
    chat,
    commands: options.commands ?? [],
    ...(options.history && {history: options.history}),
    ...(options.before && {before: options.before}),
    ...(options.findEntries && {findEntries: options.findEntries}),
    ...(options.edit && {edit: options.edit}),
    loadLexer: async () => lexer,
    keys: keyHelp(chatKeys),
    now: () => clock,
    clock: fixedClock('2026-11-21T08:00:00Z', 'Europe/Berlin'),
  });
  const suspended: string[] = [];
  const controls = {
    model,
    terminal: {
      suspend: (run: () => Promise<void>) => run(),
      stopProcess: () => void suspended.push('stopped'),
    },
  };
  let size = options.size ?? {columns: 60, rows: 20};
  const frames = new ChatFrames(controls, {
    size: () => size,
    theme: plainTheme,
    isReader: options.isReader ?? false,
  });
  const scrollback: string[] = [];
  let widest = 0;
  let tallest = 0;

  const look = () => {
    const frame = frames.draw();
    scrollback.push(...frame.above.lines);
    widest = Math.max(widest, ...frame.live.map(cells));
    tallest = Math.max(tallest, frame.live.length);
    return frame;
  };

  return {
    chat,
    model,
    suspended,
    /** Keys by name; anything else is typed. */
    press(...keys: readonly string[]) {
      for (const key of keys) {
        const keystrokes = named.test(key)
          ? [{name: key, text: ''}]
          : Array.from(key, char => ({name: char, text: char}));
        for (const keystroke of keystrokes) pressChatKey(controls, keystroke);
      }
    },
    paste: (text: string) => pressChatKey(controls, {name: 'paste', text}),
    resize(columns: number, rows: number) {
      size = {columns, rows};
    },
    advance(ms: number) {
      clock += ms;
    },
    /** The live part, with `▏` where the cursor stands. */
    live(): string {
      const {live, cursor} = look();
      return live
        .map((line, y) => {
          if (y !== cursor?.y) return line;
          const padded = line.padEnd(cursor.x);
          return `${padded.slice(0, cursor.x)}▏${padded.slice(cursor.x)}`;
        })
        .join('\n');
    },
    /** Everything in the scrollback so far. */
    above(): string {
      look();
      return scrollback.join('\n');
    },
    extent: () => ({widest, tallest}),
    settled: () =>
      vi.waitFor(() => {
        if (model.turn !== undefined) throw new Error('an answer is on its way');
      }),
  };
}
