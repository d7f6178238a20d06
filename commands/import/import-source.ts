/** What a person pointed an import at: a file, a folder of them, or stdin. */
import {readdirSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {FoundText, ImportSource} from '../../src/exchange/importers/importer.ts';
import {NotFoundError, UsageError} from '../../src/ground/errors.ts';
import {readRegularFile, UnfitFileError} from '../../src/ground/regular-file.ts';
import {type Cli, decodeUtf8} from '../cli/cli.ts';

export const importSource = (cli: Cli, path: string): ImportSource => ({
  path,
  text: async () => (path === '-' ? cli.readStdin() : decodeUtf8(bytesAt(path), path)),
  texts: (type, decode) => textsAt(path, cli, type, decode),
});

/** Most bytes of a file that is read whole; a diary of fifty years has thirty million. */
const longestFile = 64 * 1024 * 1024;

const bytesAt = (path: string): Uint8Array => {
  try {
    return readRegularFile(path, longestFile);
  } catch (cause) {
    throw unreadable(path, cause);
  }
};

function unreadable(path: string, cause: unknown): Error {
  if (isFolder(path)) return new UsageError(`${path} is a folder, and not a file`, {cause});
  if (cause instanceof UnfitFileError) {
    const hint = 'a pipe is given as -, and comes by stdin';
    return new UsageError(`${path} cannot be read: ${cause.message}`, {cause, hint});
  }
  const {code} = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new NotFoundError(`there is no file ${path}`, {cause});
  return new UsageError(`${path} cannot be read (${code})`, {cause});
}

async function* textsAt(
  path: string,
  cli: Cli,
  type: RegExp,
  decode: (bytes: Uint8Array) => Uint8Array = bytes => bytes,
): AsyncGenerator<FoundText> {
  if (path === '-') return yield {text: await cli.readStdin()};
  if (!isFolder(path)) return yield {text: decodeUtf8(decode(bytesAt(path)), path)};
  const names = readdirSync(path, {recursive: true, withFileTypes: true})
    .filter(one => one.isFile())
    .map(one => relative(path, join(one.parentPath, one.name)))
    .sort();
  for (const name of names.filter(name => type.test(name) && !/(^|\/)\./.test(name))) {
    yield {text: decodeUtf8(decode(bytesAt(join(path, name))), name), path: name};
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
