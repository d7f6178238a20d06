/**
 * Rows read from the leaves of an SQLite file without its trees (https://sqlite.org/fileformat2.html). Where
 * an inner page is damaged, SQLite reaches none of the leaves below it, and they may all be whole.
 */
import {readFileSync} from 'node:fs';

export type LeafValue = number | bigint | string | Buffer | null;

export interface LeafRow {
  readonly rowid: number;
  readonly values: readonly LeafValue[];
}

const leafType = 0x0d;
const innerType = 0x05;
const mostColumns = 200;

export class LeafPages {
  readonly #bytes: Buffer;
  readonly #pageSize: number;

  /** @param file a database whose log was moved into it */
  constructor(file: string) {
    this.#bytes = readFileSync(file);
    const said = this.#bytes.length >= 18 ? this.#bytes.readUInt16BE(16) : 0;
    const size = said === 1 ? 65_536 : said;
    this.#pageSize = size >= 512 && (size & (size - 1)) === 0 ? size : 4096;
  }

  /**
   * Rows of the leaves that hang on none of these roots, which are those of the tables that SQLite knows.
   * What a leaf holds that cannot be a row is passed over.
   */
  *orphans(roots: readonly number[]): Generator<LeafRow> {
    const known = this.#free();
    for (const root of roots) this.#reach(root, known);
    const pages = Math.floor(this.#bytes.length / this.#pageSize);
    for (let page = 2; page <= pages; page++)
      if (!known.has(page) && this.#typeOf(page) === leafType) yield* this.#rowsOf(page);
  }

  #start(page: number): number {
    return (page - 1) * this.#pageSize + (page === 1 ? 100 : 0);
  }

  #typeOf(page: number): number | undefined {
    return page < 1 ? undefined : this.#bytes[this.#start(page)];
  }

  /** Pages that hold nothing any more. */
  #free(): Set<number> {
    const free = new Set<number>();
    const perPage = this.#pageSize / 4 - 2;
    for (let trunk = this.#numberAt(32); trunk > 1 && !free.has(trunk); ) {
      free.add(trunk);
      const at = (trunk - 1) * this.#pageSize;
      const count = Math.min(this.#numberAt(at + 4), perPage);
      for (let index = 0; index < count; index++) free.add(this.#numberAt(at + 8 + 4 * index));
      trunk = this.#numberAt(at);
    }
    return free;
  }

  #numberAt(at: number): number {
    return at >= 0 && at + 4 <= this.#bytes.length ? this.#bytes.readUInt32BE(at) : 0;
  }

  #reach(root: number, known: Set<number>): void {
    const waiting = [root];
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
      if (known.has(page)) continue;
      const type = this.#typeOf(page);
      if (type !== innerType && type !== leafType) continue;
      known.add(page);
      if (type === innerType) waiting.push(...this.#childrenOf(page));
    }
  }

  #childrenOf(page: number): number[] {
    const start = this.#start(page);
    const base = (page - 1) * this.#pageSize;
    const children = [this.#numberAt(start + 8)];
    for (const pointer of this.#pointers(start, 12)) children.push(this.#numberAt(base + pointer));
    return children;
  }

  #pointers(start: number, headBytes: number): number[] {
    const count = this.#bytes.readUInt16BE(start + 3);
    if (count > this.#pageSize / 4) return [];
    return Array.from({length: count}, (_, index) =>
      this.#bytes.readUInt16BE(start + headBytes + 2 * index),
    );
  }

  *#rowsOf(page: number): Generator<LeafRow> {
    for (const pointer of this.#pointers(this.#start(page), 8)) {
      const row = this.#rowAt((page - 1) * this.#pageSize + pointer);
      if (row !== undefined) yield row;
    }
  }

  #rowAt(at: number): LeafRow | undefined {
    try {
      const [size, afterSize] = varint(this.#bytes, at);
      const [rowid, start] = varint(this.#bytes, afterSize);
      const payload = this.#payload(start, size);
      return payload && {rowid, values: valuesOf(payload)};
    } catch {
      // No row: its bytes lead out of what it has.
      return undefined;
    }
  }

  /** The bytes of a row, gathered from the pages that it overflows into. */
  #payload(start: number, size: number): Buffer | undefined {
    const usable = this.#pageSize;
    const most = usable - 35;
    if (size <= most) return this.#bytes.subarray(start, start + size);
    if (size > this.#bytes.length) return undefined;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const wished = least + ((size - least) % (usable - 4));
    const local = wished <= most ? wished : least;
    const parts = [this.#bytes.subarray(start, start + local)];
    let left = size - local;
    for (let page = this.#numberAt(start + local); left > 0; ) {
      if (page < 2) return undefined;
      const base = (page - 1) * this.#pageSize;
      parts.push(this.#bytes.subarray(base + 4, base + 4 + Math.min(left, usable - 4)));
      left -= usable - 4;
      page = this.#numberAt(base);
    }
    return Buffer.concat(parts);
  }
}

/** A number of one to nine bytes, and where it ends. */
function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0n;
  for (let index = 0; index < 9; index++) {
    const byte = bytes.readUInt8(at + index);
    if (index === 8) return [Number((value << 8n) | BigInt(byte)), at + 9];
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return [Number(value), at + index + 1];
  }
  throw new RangeError('no number');
}

function valuesOf(payload: Buffer): LeafValue[] {
  const [headBytes, first] = varint(payload, 0);
  const types: number[] = [];
  for (let at = first; at < headBytes; ) {
    const [type, next] = varint(payload, at);
    types.push(type);
    if (types.length > mostColumns) throw new RangeError('no row');
    at = next;
  }
  let at = headBytes;
  const values = types.map(type => {
    const [value, bytes] = columnValue(payload, at, type);
    at += bytes;
    return value;
  });
  if (at !== payload.length) throw new RangeError('no row');
  return values;
}

const integerBytes: Readonly<Record<number, number>> = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6};

function columnValue(payload: Buffer, at: number, type: number): [LeafValue, number] {
  if (type === 0) return [null, 0];
  const length = integerBytes[type];
  if (length !== undefined) return [payload.readIntBE(at, length), length];
  if (type === 6) return [payload.readBigInt64BE(at), 8];
  if (type === 7) return [payload.readDoubleBE(at), 8];
  if (type === 8 || type === 9) return [type - 8, 0];
  if (type < 12) throw new RangeError('no value');
  const bytes = Math.floor((type - 12) / 2);
  if (at + bytes > payload.length) throw new RangeError('no value');
  const part = payload.subarray(at, at + bytes);
  return [type % 2 === 0 ? Buffer.from(part) : part.toString('utf8'), bytes];
}
