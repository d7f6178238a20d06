/** What comes through a pipe into a question. */
import {mostTextBytes} from '../../src/assistant/prompt/attachment.ts';
import {UsageError} from '../../src/ground/errors.ts';
import type {Cli} from './cli.ts';

/**
 * What is piped in. A question must be a clean text of some size; what a question is about may be a log of
 * any length, of which the beginning and the end are kept. A pipe that stays open is explained: nobody
 * should wonder why nothing happens.
 */
export async function readPiped(cli: Cli, hasWords: boolean): Promise<string> {
  const explain = setTimeout(() => cli.tell('reading from stdin; end it with Ctrl+D'), 2000);
  explain.unref();
  try {
    if (hasWords) return await readEnds(cli.stdinBytes());
    const text = await cli.readStdin();
    if (Buffer.byteLength(text) <= mostTextBytes) return text;
    throw new UsageError('what came on stdin is larger than 4 MiB');
  } finally {
    clearTimeout(explain);
  }
}

/** The first and the last MiB of a stream; no window holds more, and no memory has to. */
async function readEnds(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const most = 1024 * 1024;
  let [head, tail, dropped] = [Buffer.alloc(0), Buffer.alloc(0), 0];
  for await (const chunk of stream) {
    const room = most - head.length;
    const bytes = Buffer.from(chunk);
    if (room > 0) head = Buffer.concat([head, bytes.subarray(0, room)]);
    const rest = Buffer.concat([tail, bytes.subarray(Math.max(0, room))]);
    dropped += Math.max(0, rest.length - most);
    tail = rest.subarray(-most);
  }
  if (dropped === 0) return Buffer.concat([head, tail]).toString('utf8');
  return `${head.toString('utf8')}\n[… ${dropped} bytes left out …]\n${tail.toString('utf8')}`;
}
