/** Reading what git's plumbing writes: length-prefixed objects and NUL-separated changes. */
import type {Blob, TreeChange, TreeFile} from './repository.ts';

/** Bytes taken from a stream by line or by count. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async line(): Promise<string | undefined> {
    const parts: Buffer[] = [];
    for (;;) {
      const end = this.#held.indexOf(0x0a);
      if (end >= 0) {
        parts.push(this.#held.subarray(0, end));
        this.#held = this.#held.subarray(end + 1);
        return Buffer.concat(parts).toString('utf8');
      }
      parts.push(this.#held);
      if (!(await this.#more())) return undefined;
    }
  }

  /** The next bytes, or undefined when `isKept` is false: then they are only passed over. */
  async take(count: number, isKept: boolean): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw new Error('git stopped halfway');
      const part = this.#held.subarray(0, missing);
      this.#held = this.#held.subarray(part.length);
      missing -= part.length;
      if (isKept) parts.push(part);
    }
    if (!isKept) return undefined;
    return parts.length === 1 ? Buffer.from(parts[0]!) : Buffer.concat(parts);
  }

  async #more(): Promise<boolean> {
    const {value, done} = await this.#source.next();
    this.#held = done ? Buffer.alloc(0) : value;
    return !done;
  }
}

/** The next answer of `git cat-file --batch`; undefined when it has ended. */
export async function readBlob(reader: ByteReader, maxBytes: number): Promise<Blob | undefined> {
  const head = await reader.line();
  if (head === undefined) return undefined;
  const [oid, type, length] = head.split(' ');
  if (length === undefined) return {oid: oid!, size: 0, bytes: undefined};
  const size = Number(length);
  const bytes = await reader.take(size, type === 'blob' && size <= maxBytes);
  await reader.take(1, false);
  return {oid: oid!, size, bytes};
}

const regularModes = new Set(['100644', '100664']);

/** False for links, submodules and programs. */
export const isRegularMode = (mode: string): boolean => regularModes.has(mode);

/** The output of `git diff-tree -r -z --raw`, taken as it comes: it may be long. */
export async function* readChanges(source: AsyncIterable<Buffer>): AsyncIterable<TreeChange> {
  let head: Buffer | undefined;
  for await (const field of fieldsOf(source)) {
    if (head === undefined) head = field;
    else {
      yield changeOf(head, field);
      head = undefined;
    }
  }
}

async function* fieldsOf(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let start = 0;
    for (let end = held.indexOf(0); end >= 0; end = held.indexOf(0, start)) {
      yield held.subarray(start, end);
      start = end + 1;
    }
    held = held.subarray(start);
  }
}

/** `:100644 100644 <40 digits> <40 digits> M`; each text is made by itself and holds no longer one alive. */
function changeOf(head: Buffer, path: Buffer): TreeChange {
  return {
    path: path.toString('utf8'),
    before: fileOf(head.toString('latin1', 1, 7), head.toString('latin1', 15, 55)),
    after: fileOf(head.toString('latin1', 8, 14), head.toString('latin1', 56, 96)),
  };
}

const fileOf = (mode: string, oid: string): TreeFile | undefined =>
  mode === '000000' ? undefined : {oid, isRegular: isRegularMode(mode)};
