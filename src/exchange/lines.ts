/** Lines of a file or of stdin, checked to be UTF-8, with bounded memory. */
import {createReadStream} from 'node:fs';
import {UsageError} from '../errors.ts';

const newline = 0x0a;

/** A longer line than this is no line of anything memu reads. */
export const longestLineBytes = 16 * 1024 * 1024;

/** Opens a file for `linesOf`. @throws UsageError when it cannot be read */
export async function* bytesOf(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'error';
    const reason =
      code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new UsageError(`${path} cannot be read: ${reason}`, {cause});
  }
}

/**
 * The lines of a stream of bytes, without their line ends.
 *
 * @throws UsageError naming the line that is no UTF-8 or longer than 16 MiB
 */
export async function* linesOf(parts: AsyncIterable<Uint8Array | string>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const decode = (line: Buffer): string => {
    number++;
    try {
      const text = decoder.decode(line);
      return text.endsWith('\r') ? text.slice(0, -1) : text;
    } catch (cause) {
      throw new UsageError(`line ${number} is not UTF-8 text`, {cause});
    }
  };
  for await (const part of parts) {
    const bytes = rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, Buffer.from(part)]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      yield decode(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > longestLineBytes) {
      throw new UsageError(`line ${number + 1} is longer than 16 MiB`);
    }
  }
  if (rest.length > 0) yield decode(rest);
}
