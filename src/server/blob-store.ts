/** Bytes by their SHA-256 on the server: whole and verified, or a beginning that the next try goes on with. */
import {createHash} from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {exitCodes, IntegrityError, MemuError, NotFoundError} from '../ground/errors.ts';
import {makePrivateFolder} from '../ground/private-file.ts';

export class BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  has(sha256: string): boolean {
    return existsSync(this.path(sha256));
  }

  path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** How many bytes of it have come already, whole or in part. */
  received(sha256: string): number {
    const whole = statSync(this.path(sha256), {throwIfNoEntry: false});
    return whole?.size ?? statSync(this.#part(sha256), {throwIfNoEntry: false})?.size ?? 0;
  }

  /**
   * Adds what comes to what has come before; kept under its name once all `size` bytes are there and have
   * this hash. What came of a broken transfer stays for the next try.
   *
   * @throws IntegrityError for bytes that are others, which are removed; MemuError `disk_full`
   */
  async receive(
    sha256: string,
    size: number,
    input: AsyncIterable<Uint8Array | string>,
  ): Promise<void> {
    if (this.has(sha256)) return;
    makePrivateFolder(dirname(this.#part(sha256)));
    await this.#append(sha256, size, input);
    const length = this.received(sha256);
    if (length < size) throw new IntegrityError(`${length} of ${size} bytes came`);
    if ((await hashOf(this.#part(sha256))) !== sha256) {
      rmSync(this.#part(sha256), {force: true});
      throw new IntegrityError('the bytes that came are not what was announced');
    }
    makePrivateFolder(dirname(this.path(sha256)));
    renameSync(this.#part(sha256), this.path(sha256));
  }

  /** The bytes from `offset` on. @throws NotFoundError */
  read(sha256: string, offset: number): AsyncIterable<Uint8Array> {
    if (!this.has(sha256)) throw new NotFoundError(`there are no bytes ${sha256}`);
    return createReadStream(this.path(sha256), {start: offset});
  }

  remove(sha256: string): void {
    for (const path of [this.path(sha256), this.#part(sha256)]) rmSync(path, {force: true});
  }

  async #append(
    sha256: string,
    size: number,
    input: AsyncIterable<Uint8Array | string>,
  ): Promise<void> {
    const file = openSync(this.#part(sha256), 'a', 0o600);
    try {
      let length = this.received(sha256);
      for await (const part of input) {
        const bytes = Buffer.from(part as Uint8Array);
        length += bytes.length;
        if (length > size) throw new IntegrityError('more bytes came than were announced');
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      }
      fsyncSync(file);
    } catch (error) {
      throw isDiskFull(error) ? diskFull(error) : error;
    } finally {
      closeSync(file);
    }
  }

  #part(sha256: string): string {
    return join(this.#folder, 'incoming', `${sha256}.part`);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

const diskFull = (cause: unknown): MemuError =>
  new MemuError(
    'disk_full',
    exitCodes.integrity,
    'The disk of the server is full; what came is kept.',
    {
      cause,
    },
  );
