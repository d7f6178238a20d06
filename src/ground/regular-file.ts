/** Reading files that somebody else may have put there: no pipe is waited for, no device read, no size trusted. */
import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';

/** Why a file was not read, for a person. */
export class UnfitFileError extends Error {}

/** `180 MiB` */
const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;

/**
 * The bytes of a regular file of at most `most` bytes.
 *
 * @throws UnfitFileError for a folder, a pipe, a device or a larger file; what the system says otherwise
 */
export function readRegularFile(path: string, most: number): Buffer {
  // Opening a pipe for reading would wait for somebody to write.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) throw new UnfitFileError('it is a folder');
    if (!found.isFile()) throw new UnfitFileError('it is no regular file');
    if (found.size > most)
      throw new UnfitFileError(`it has ${mebibytes(found.size)}, and ${mebibytes(most)} are read`);
    return readUpTo(file, most);
  } finally {
    closeSync(file);
  }
}

/** Files of /proc say that they are empty, and some files grow while they are read. */
function readUpTo(file: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(65_536);
    const read = readSync(file, chunk);
    if (read === 0) return Buffer.concat(chunks);
    size += read;
    if (size > most) throw new UnfitFileError(`it has more than ${mebibytes(most)}`);
    chunks.push(chunk.subarray(0, read));
  }
}
