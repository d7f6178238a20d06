/** Token to screen, key to screen, frames a second, and memory over many long answers. */
import {setTimeout as sleep} from 'node:timers/promises';
import {openChat} from '../../../tui/chat/open-chat.ts';
import {CountingTerminal, Keyboard} from './counting-terminal.ts';
import {StreamedChat} from './streamed-chat.ts';

/** What is measured, in the order of the table. Times in milliseconds, one for each token or key. */
export interface ScreenMeasures {
  readonly tokens: readonly number[];
  readonly mostFramesASecond: number;
  /** The tokens of one answer of 10,000. */
  readonly long: readonly number[];
  /** Keys typed while an answer streams, and with 5,000 pasted lines in the draft. */
  readonly keysWhileStreaming: readonly number[];
  readonly keysInLongDraft: readonly number[];
  readonly answers: number;
  readonly heapGrowthMb: number;
  readonly residentMb: number;
}

const gc = (globalThis as {gc?: () => void}).gc;

export async function measureScreen(answers: number): Promise<ScreenMeasures> {
  const screen = new Screen();
  await sleep(300);
  await screen.ask({tokens: 500, perSecond: 100});
  await screen.ask({tokens: 3000, perSecond: 300});
  const tokens = screen.latencies();
  const mostFramesASecond = screen.terminal.mostFrames();
  await screen.ask({tokens: 10_000, perSecond: 500});
  const long = screen.latencies();
  const keysWhileStreaming = await screen.keysWhileStreaming();
  const keysInLongDraft = await screen.keysInLongDraft();
  const heapGrowthMb = await screen.heapGrowthMb(answers);
  const residentMb = process.memoryUsage().rss / 1e6;
  await screen.close();
  return {
    tokens,
    mostFramesASecond,
    long,
    keysWhileStreaming,
    keysInLongDraft,
    answers,
    heapGrowthMb,
    residentMb,
  };
}

/** The chat on a terminal that counts, answered by a script. */
class Screen {
  readonly terminal = new CountingTerminal();
  readonly #keyboard = new Keyboard();
  readonly #chat = new StreamedChat();
  readonly #closed: Promise<void>;

  constructor() {
    this.#closed = openChat({
      chat: this.#chat,
      commands: [],
      terminal: {
        stdin: this.#keyboard as unknown as NodeJS.ReadStream,
        stdout: this.terminal as unknown as NodeJS.WriteStream,
      },
      env: {...process.env, TERM: 'xterm-256color'},
    });
  }

  /** One answer, until its last token is on the screen. */
  async ask(pace: {readonly tokens: number; readonly perSecond: number}): Promise<void> {
    this.#begin(pace);
    while (this.#chat.sentAt.length < pace.tokens) await sleep(20);
    await sleep(200);
  }

  #begin(pace: {readonly tokens: number; readonly perSecond: number}): void {
    this.#chat.pace = pace;
    this.terminal.reset();
    this.#keyboard.write('go\r');
  }

  latencies(): readonly number[] {
    const {shownAt} = this.terminal;
    return this.#chat.sentAt.map((sent, n) => (shownAt[n] ?? Number.POSITIVE_INFINITY) - sent);
  }

  async keysWhileStreaming(): Promise<readonly number[]> {
    // Longer than the keys take, on any machine: the first Ctrl+C must find an answer to stop.
    this.#begin({tokens: 90_000, perSecond: 300});
    const times = await this.#typeSome(100);
    this.#keyboard.write('\u0003');
    await sleep(200);
    this.#keyboard.write('\u0003');
    await sleep(200);
    return times;
  }

  async keysInLongDraft(): Promise<readonly number[]> {
    const lines = Array.from({length: 5000}, (_, n) => `line ${n} of a log, — with a dash`);
    this.#keyboard.write(`\u001b[200~${lines.join('\n')}\u001b[201~`);
    await sleep(1000);
    const times = await this.#typeSome(100);
    this.#keyboard.write('\u0003');
    await sleep(200);
    return times;
  }

  /** Milliseconds from each of some keys to the frame that holds it. */
  async #typeSome(count: number): Promise<readonly number[]> {
    const times: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const letter = String.fromCodePoint(0x4e00 + n);
      const shown = this.terminal.shows(letter);
      const pressedAt = performance.now();
      this.#keyboard.write(letter);
      times.push((await shown) - pressedAt);
      await sleep(30 + (n % 7) * 10);
    }
    return times;
  }

  async heapGrowthMb(answers: number): Promise<number> {
    this.terminal.watchesWords = false;
    const heapMb = () => {
      gc?.();
      return process.memoryUsage().heapUsed / 1e6;
    };
    // Caches that are meant to fill up fill up first.
    for (let n = 0; n < 5; n += 1) await this.ask({tokens: 10_000, perSecond: 0});
    const before = heapMb();
    for (let n = 0; n < answers; n += 1) await this.ask({tokens: 10_000, perSecond: 0});
    return heapMb() - before;
  }

  async close(): Promise<void> {
    this.#keyboard.write('\u0004');
    await this.#closed;
  }
}
