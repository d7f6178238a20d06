/** Lines of a file or of stdin, checked to be UTF-8, with bounded memory. */
import {createReadStream, statSync} from 'node:fs';
import {NotFoundError, UsageError} from './errors.ts';

const newline = 0x0a;

/** A longer line than this is no line of anything memu reads. */
const longestLineBytes = 16 * 1024 * 1024;

/** After so much of one line it is no file of lines at all: /dev/zero never ends. */
const longestJunkBytes = 256 * 1024 * 1024;

/** Opens a file for `answerLines`. @throws NotFoundError, UsageError when it cannot be read */
export async function* bytesFrom(path: string): AsyncIterable<Uint8Array> {
  const found = statSync(path, {throwIfNoEntry: false});
  if (found && !found.isFile() && !found.isDirectory()) {
    throw new UsageError(`${path} is no regular file`, {hint: 'give -, and let it come by stdin'});
  }
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'error';
    if (code === 'ENOENT') throw new NotFoundError(`there is no file ${path}`, {cause});
    const reason = code === 'EISDIR' ? 'it is a folder' : code;
    throw new UsageError(`${path} cannot be read: ${reason}`, {cause});
  }
}

/** A line that cannot be read as text; who reads the lines names it and goes on with the next. */
class UnreadableLine {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export type InputLine = string | UnreadableLine;

/** @throws UsageError with the reason when the line cannot be read */
export function decodedLine(line: InputLine): string {
  if (typeof line === 'string') return line;
  throw new UsageError(line.reason);
}

/** The lines of a stream of bytes, without their line ends; one of more than `most` bytes is unreadable. */
export async function* linesOf(
  parts: AsyncIterable<Uint8Array | string>,
  most = longestLineBytes,
): AsyncIterable<InputLine> {
  let rest: Buffer = Buffer.alloc(0);
  let isTooLong = false;
  let passedOver = 0;
  for await (const part of parts) {
    const bytes = rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, Buffer.from(part)]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      yield isTooLong ? tooLong(most) : decoded(bytes.subarray(start, end), most);
      isTooLong = false;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    // The rest of it is read and forgotten, up to where the next line begins.
    isTooLong ||= rest.length > most;
    if (!isTooLong) passedOver = 0;
    else {
      passedOver += bytes.length;
      rest = Buffer.alloc(0);
      if (passedOver > longestJunkBytes) throw new UsageError('it has a line without an end');
    }
  }
  if (isTooLong) yield tooLong(most);
  else if (rest.length > 0) yield decoded(rest, most);
}

const tooLong = (most: number): UnreadableLine =>
  new UnreadableLine(`it is longer than ${most / 1024 / 1024} MiB`);
const decoder = new TextDecoder('utf-8', {fatal: true});

function decoded(line: Buffer, most: number): InputLine {
  if (line.length > most) return tooLong(most);
  try {
    const text = decoder.decode(line);
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  } catch {
    return new UnreadableLine('it is not UTF-8 text');
  }
}
