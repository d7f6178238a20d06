/** Telling a person something outside of the terminal: on the desktop, through ntfy, or with a command of theirs. */
import {exitCodes, MemuError, UsageError} from '../ground/errors.ts';
import {runProgram} from '../ground/process.ts';
import {excerpt, safeLine, withoutDash} from '../ground/text.ts';
import {notifyDesktop} from './desktop.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** What a command gets on stdin as JSON. */
  readonly data: object;
  readonly entries: readonly string[];
}

/** Called before anything leaves the machine. */
interface LeavingRecord {
  record(leaving: {
    readonly at: string;
    readonly host: string;
    readonly method: string;
    readonly path: string;
    readonly model: undefined;
    readonly purpose: string;
    readonly bytes: number;
    readonly entries: readonly string[];
  }): void;
}

export interface NotifyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly record: LeavingRecord;
  readonly clock: {now(): number};
}

/** One way of telling, as it is written in the config. */
export type Channel = 'desktop' | `ntfy:${string}` | `command:${string}`;

/** @throws UsageError for a channel that nobody knows */
export function parseChannel(text: string): Channel {
  if (text === 'desktop' || /^command:\s*\S/.test(text)) return text as Channel;
  if (/^ntfy:https?:\/\/[^/\s]+\/[\w-]+$/.test(text)) return text as Channel;
  throw new UsageError(`"${text}" is no way of notifying`, {
    hint: 'one of desktop, ntfy:https://ntfy.example.org/topic, command:/path/of/program',
  });
}

/** Tells through one channel. @throws MemuError when it did not arrive */
export async function notify(
  channel: Channel,
  notice: Notice,
  options: NotifyOptions,
): Promise<void> {
  if (channel === 'desktop') return notifyDesktop(notice.title, notice.body, options.env);
  if (channel.startsWith('ntfy:')) return notifyNtfy(channel.slice(5), notice, options);
  return notifyCommand(channel.slice('command:'.length), notice);
}

async function notifyNtfy(
  address: string,
  {title, body, entries}: Notice,
  {record, clock}: NotifyOptions,
): Promise<void> {
  const url = new URL(address);
  const topic = url.pathname.slice(1);
  const message = JSON.stringify({
    topic,
    title: safeLine(title),
    message: excerpt(safeLine(body), 500),
  });
  const at = new Date(clock.now()).toISOString();
  const bytes = Buffer.byteLength(message);
  record.record({
    at,
    host: url.origin,
    method: 'POST',
    path: '/',
    model: undefined,
    purpose: 'notify',
    bytes,
    entries,
  });
  const unreachable = (cause?: unknown, status?: number): MemuError =>
    new MemuError(
      'unreachable',
      exitCodes.unreachable,
      `${url.host} did not take the notification${status === undefined ? '' : ` (HTTP ${status})`}`,
      {cause},
    );
  let response: Response;
  try {
    const signal = AbortSignal.timeout(10_000);
    response = await fetch(url.origin, {method: 'POST', body: message, redirect: 'error', signal});
  } catch (cause) {
    throw unreachable(cause);
  }
  await response.body?.cancel();
  if (!response.ok) throw unreachable(undefined, response.status);
}

/** Longest title and body for a program, in characters; a command line has no room for more. */
const longestWords = 2000;

/**
 * The command gets everything as JSON on stdin, and title and body as MEMU_TITLE and MEMU_BODY; as
 * arguments only where it says `{title}` or `{body}`. No shell is between.
 */
async function notifyCommand(command: string, {title, body, data}: Notice): Promise<void> {
  const words = {
    title: excerpt(safeLine(title), longestWords),
    body: excerpt(safeLine(body), longestWords),
  };
  const [program = '', ...args] = command
    .trim()
    .split(/\s+/)
    .map(word => filled(word, words));
  await runProgram({
    program,
    args,
    input: `${JSON.stringify(data)}\n`,
    env: {MEMU_TITLE: words.title, MEMU_BODY: words.body},
  });
}

/** A word of the command with what was asked for in it; text never makes an option of it. */
const filled = (word: string, words: {readonly title: string; readonly body: string}): string => {
  const whole = word.replace(/\{(title|body)\}/g, (_, name: 'title' | 'body') => words[name]);
  return word.startsWith('-') ? whole : withoutDash(whole);
};
