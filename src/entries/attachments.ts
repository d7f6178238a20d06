/** Files kept with an entry: their bytes beside the database, named by their content's hash. */
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
import {basename, dirname, extname, join} from 'node:path';
import {IntegrityError, NotFoundError, UsageError} from '../ground/errors.ts';
import {newId} from '../ground/ids.ts';
import {makeDataFolder} from '../storage/files.ts';
import type {Attachment} from './entry.ts';

const types: {readonly [extension: string]: string} = {
  '.avif': 'image/avif',
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.log': 'text/plain',
  '.md': 'text/markdown',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wav': 'audio/wav',
  '.webp': 'image/webp',
};

export class AttachmentFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the bytes with this SHA-256 lie, if they are here. */
  path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  has(sha256: string): boolean {
    return existsSync(this.path(sha256));
  }

  /** What a file would be kept as; nothing is copied. */
  async look(file: string): Promise<Attachment> {
    requireFile(file);
    return described(file, await readHashed(file, () => {}));
  }

  /** Copies a file in, hashing while it is read; the same content is kept once. */
  async add(file: string): Promise<Attachment> {
    requireFile(file);
    makeDataFolder(this.#folder);
    const incoming = join(this.#folder, `incoming-${newId()}`);
    try {
      const hashed = await copyHashed(file, incoming);
      const target = this.path(hashed.sha256);
      makeDataFolder(dirname(target));
      renameSync(incoming, target);
      return described(file, hashed);
    } finally {
      rmSync(incoming, {force: true});
    }
  }

  /** @throws IntegrityError when the bytes are gone or no longer what they were */
  async verify({sha256, name}: Attachment): Promise<void> {
    if (!this.has(sha256)) {
      throw new IntegrityError(`the bytes of ${name} are missing on this device`);
    }
    if (!(await this.isWhole(sha256))) {
      throw new IntegrityError(`the bytes of ${name} are not what was attached`);
    }
  }

  /** Whether the bytes are here and still those that their name says. Reads all of them. */
  async isWhole(sha256: string): Promise<boolean> {
    if (!this.has(sha256)) return false;
    const hash = createHash('sha256');
    try {
      for await (const part of createReadStream(this.path(sha256))) hash.update(part as Buffer);
    } catch {
      return false;
    }
    return hash.digest('hex') === sha256;
  }

  /** Puts bytes that are not what they were out of the way, where they can be looked at. */
  putAside(sha256: string): void {
    const path = this.path(sha256);
    if (this.has(sha256)) renameSync(path, `${path}.damaged-${newId()}`);
  }

  remove(sha256: string): void {
    rmSync(this.path(sha256), {force: true});
  }
}

function requireFile(file: string): void {
  const found = statSync(file, {throwIfNoEntry: false});
  if (found === undefined) throw new NotFoundError(`there is no file ${file}`);
  if (!found.isFile()) throw new UsageError(`${file} is not a file`);
}

interface Hashed {
  readonly sha256: string;
  readonly bytes: number;
}

/** Reads a file once, hashing it; what takes its parts is called for each. */
async function readHashed(file: string, take: (part: Buffer) => void): Promise<Hashed> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(file)) {
    const buffer = part as Buffer;
    hash.update(buffer);
    take(buffer);
    bytes += buffer.length;
  }
  return {sha256: hash.digest('hex'), bytes};
}

async function copyHashed(file: string, target: string): Promise<Hashed> {
  const fd = openSync(target, 'wx', 0o600);
  try {
    const hashed = await readHashed(file, part => {
      for (let offset = 0; offset < part.length; ) offset += writeSync(fd, part, offset);
    });
    fsyncSync(fd);
    return hashed;
  } finally {
    closeSync(fd);
  }
}

const described = (file: string, {sha256, bytes}: Hashed): Attachment => {
  const type = types[extname(file).toLowerCase()] ?? 'application/octet-stream';
  return {sha256, name: basename(file), bytes, type};
};
