/** Answers of hosts read no further than an honest one goes. */
import {StrangeAnswer} from './answer-fields.ts';

const mib = 1024 * 1024;

/** Longest answer that is read whole: thousands of models, or the vectors of a batch. */
const longestDocument = 4 * mib;

/** Longest line of a stream; a token takes some hundred bytes. */
const longestLine = mib;

/** Longest stream of one answer of a model, in bytes. */
export const longestStream = 8 * mib;

/** Lists and objects in one document: each costs far more memory than the two bytes it is written with. */
const mostContainers = 100_000;

/** @throws StrangeAnswer when it goes on and on */
export async function readDocument(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytesOf(response)) {
    size += chunk.length;
    if (size > longestDocument) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLong = (): StrangeAnswer =>
  new StrangeAnswer(`answered with more than ${longestDocument / mib} MiB`);

/** @throws SyntaxError, StrangeAnswer */
export function parseDocument(text: string): unknown {
  if (containersIn(text) > mostContainers)
    throw new StrangeAnswer('answered with more than any answer holds');
  return JSON.parse(text) as unknown;
}

/** Deliberately blind to quotes: no honest answer comes near the limit. */
function containersIn(text: string): number {
  let found = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) found++;
  }
  return found;
}

/** The bytes of an answer. Leaving the loop, for whatever reason, hangs up. */
async function* bytesOf({body}: Response): AsyncGenerator<Uint8Array> {
  if (body) yield* body as unknown as AsyncIterable<Uint8Array>;
}

/**
 * Lines of a stream without their ends, in time that grows with its length.
 *
 * @throws StrangeAnswer for a line without an end, or a stream of more than `most` bytes
 */
export async function* answerLines(response: Response, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let [length, size] = [0, 0];
  for await (const chunk of bytesOf(response)) {
    size += chunk.length;
    if (size > most) throw new StrangeAnswer('wrote more than any answer holds');
    const lines = decoder.decode(chunk, {stream: true}).split('\n');
    for (const [index, line] of lines.entries()) {
      parts.push(line);
      length += line.length;
      if (length > longestLine) throw new StrangeAnswer('wrote a line without an end');
      if (index === lines.length - 1) break;
      const whole = parts.join('');
      [parts, length] = [[], 0];
      yield whole;
    }
  }
  const last = parts.join('') + decoder.decode();
  if (last !== '') yield last;
}
