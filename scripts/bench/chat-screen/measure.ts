/** Token to screen, frames a second, and memory over many long answers, with a terminal that counts. */
import {PassThrough, Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {openChat} from '../../../tui/chat/open-chat.ts';
import {StreamedChat} from './streamed-chat.ts';

/** Takes what the screen writes and remembers when each numbered word was first in it. */
class CountingTerminal extends Writable {
  readonly isTTY = true;
  readonly columns = 100;
  readonly rows = 40;
  shownAt: number[] = [];
  frames: number[] = [];
  bytes = 0;
  watches = true;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes += chunk.length;
    const text = chunk.toString();
    const now = performance.now();
    // A frame ends with the end of a synchronized update, or is one write.
    if (text.includes('\u001b[?2026l') || text.length > 12) this.frames.push(now);
    if (this.watches) {
      for (const [, n] of text.matchAll(/w(\d{5})/g)) this.shownAt[Number(n)] ??= now;
    }
    done();
  }

  reset(): void {
    this.shownAt = [];
    this.frames = [];
  }
}

class Keyboard extends PassThrough {
  readonly isTTY = true;

  setRawMode(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

const gc = (globalThis as {gc?: () => void}).gc;

export async function measure(answers: number): Promise<object> {
  const chat = new StreamedChat();
  const stdout = new CountingTerminal();
  const stdin = new Keyboard();
  const closed = openChat({
    chat,
    commands: [],
    terminal: {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
    },
    env: {...process.env, TERM: 'xterm-256color'},
  });
  await sleep(300);
  const ask = async (tokens: number, perSecond: number) => {
    chat.pace = {tokens, perSecond};
    stdout.reset();
    stdin.write('go\r');
    while (chat.sentAt.length < tokens) await sleep(20);
    await sleep(200);
  };

  await ask(500, 100);
  await ask(3000, 300);
  const paced = latencies(chat, stdout);
  const framesPerSecond = mostFrames(stdout.frames);
  await ask(10_000, 500);
  const long = latencies(chat, stdout);
  const memory = await memoryOver(answers, ask, stdout);
  stdin.write('\u0004');
  await closed;
  return {
    token_to_screen_ms: {p50: at(paced, 0.5), p95: at(paced, 0.95), worst: at(paced, 1)},
    ten_thousand_tokens_ms: {
      first_thousand_p95: at(long.slice(0, 1000), 0.95),
      last_thousand_p95: at(long.slice(-1000), 0.95),
    },
    most_frames_a_second: framesPerSecond,
    ...memory,
  };
}

async function memoryOver(
  answers: number,
  ask: (tokens: number, perSecond: number) => Promise<void>,
  stdout: CountingTerminal,
): Promise<object> {
  stdout.watches = false;
  const heap = () => {
    gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  // Caches that are meant to fill up fill up first.
  for (let n = 0; n < 5; n += 1) await ask(10_000, 0);
  const before = heap();
  const startedAt = performance.now();
  for (let n = 0; n < answers; n += 1) await ask(10_000, 0);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = heap();
  return {
    answers,
    heap_growth_mb: round(after - before),
    heap_mb: round(after),
    resident_mb: round(process.memoryUsage().rss / 1e6),
    tokens_a_second_at_most: Math.round((answers * 10_000) / seconds),
  };
}

const latencies = (chat: StreamedChat, stdout: CountingTerminal): readonly number[] =>
  chat.sentAt.map((sent, n) => (stdout.shownAt[n] ?? Number.POSITIVE_INFINITY) - sent);

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN,
  );
}

/** The most frames in any second. Writes within 5 ms belong to one frame. */
function mostFrames(times: readonly number[]): number {
  const frames = times.filter((time, n) => n === 0 || time - times[n - 1]! > 5);
  let most = 0;
  let first = 0;
  for (const [last, time] of frames.entries()) {
    while (time - frames[first]! > 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const round = (value: number): number => Math.round(value * 10) / 10;
