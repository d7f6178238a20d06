/** Just enough of D-Bus for a test to own a name on a bus and answer: little-endian, no file descriptors. */

export interface BusMessage {
  readonly type: number;
  readonly serial: number;
  readonly sender: string;
  readonly member: string;
  readonly body: Buffer;
}

export const methodCall = 1;
const methodReturn = 2;
const fieldTypes: Readonly<Record<number, string>> = {1: 'o', 5: 'u', 8: 'g'};

/** Values written one after the other, each aligned as D-Bus wants it. */
export class BusWriter {
  #bytes: number[] = [];

  pad(to: number): this {
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
    return this;
  }

  byte(value: number): this {
    this.#bytes.push(value);
    return this;
  }

  uint(value: number): this {
    this.pad(4);
    for (let shift = 0; shift < 32; shift += 8) this.#bytes.push((value >>> shift) & 0xff);
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.from(value);
    this.uint(bytes.length);
    this.#bytes.push(...bytes, 0);
    return this;
  }

  signature(value: string): this {
    this.#bytes.push(value.length, ...Buffer.from(value), 0);
    return this;
  }

  field(code: number, value: string | number): this {
    const type = fieldTypes[code] ?? 's';
    this.pad(8).byte(code).signature(type);
    if (typeof value === 'number') return this.uint(value);
    return type === 'g' ? this.signature(value) : this.text(value);
  }

  raw(bytes: Buffer): this {
    this.#bytes.push(...bytes);
    return this;
  }

  done(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/** Reads what a writer wrote. */
export class BusReader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  pad(to: number): this {
    this.at = Math.ceil(this.at / to) * to;
    return this;
  }

  byte(): number {
    return this.#bytes[this.at++]!;
  }

  uint(): number {
    this.pad(4);
    this.at += 4;
    return this.#bytes.readUInt32LE(this.at - 4);
  }

  text(): string {
    const length = this.uint();
    this.at += length + 1;
    return this.#bytes.toString('utf8', this.at - length - 1, this.at - 1);
  }

  signature(): string {
    const length = this.byte();
    this.at += length + 1;
    return this.#bytes.toString('utf8', this.at - length - 1, this.at - 1);
  }
}

function message(
  type: number,
  serial: number,
  fields: ReadonlyMap<number, string | number>,
  body: Buffer = Buffer.alloc(0),
): Buffer {
  const list = new BusWriter();
  for (const [code, value] of fields) list.field(code, value);
  const header = list.done();
  return new BusWriter()
    .byte('l'.charCodeAt(0))
    .byte(type)
    .byte(0)
    .byte(1)
    .uint(body.length)
    .uint(serial)
    .uint(header.length)
    .raw(header)
    .pad(8)
    .raw(body)
    .done();
}

/** A call of the bus itself: `Hello`, `RequestName`. */
export const busCall = (serial: number, member: string, signature = '', body?: Buffer): Buffer => {
  const name = 'org.freedesktop.DBus';
  const fields = new Map<number, string | number>([
    [1, '/org/freedesktop/DBus'],
    [2, name],
    [3, member],
    [6, name],
  ]);
  if (signature !== '') fields.set(8, signature);
  return message(methodCall, serial, fields, body);
};

export const reply = (to: BusMessage, serial: number, signature: string, body: Buffer): Buffer => {
  const fields = new Map<number, string | number>([
    [5, to.serial],
    [6, to.sender],
    [8, signature],
  ]);
  return message(methodReturn, serial, fields, body);
};

/** The first whole message of some bytes, and how many bytes it took; undefined while it is not whole. */
export function readMessage(
  bytes: Buffer,
): {readonly message: BusMessage; readonly length: number} | undefined {
  if (bytes.length < 16) return undefined;
  const bodyLength = bytes.readUInt32LE(4);
  const fieldsEnd = 16 + bytes.readUInt32LE(12);
  const bodyAt = Math.ceil(fieldsEnd / 8) * 8;
  const length = bodyAt + bodyLength;
  if (bytes.length < length) return undefined;
  const fields = readFields(new BusReader(bytes, 16), fieldsEnd);
  return {
    length,
    message: {
      type: bytes[1]!,
      serial: bytes.readUInt32LE(8),
      sender: String(fields.get(7) ?? ''),
      member: String(fields.get(3) ?? ''),
      body: bytes.subarray(bodyAt, length),
    },
  };
}

function readFields(reader: BusReader, end: number): Map<number, string | number> {
  const fields = new Map<number, string | number>();
  while (reader.at < end) {
    const code = reader.pad(8).byte();
    const type = reader.signature();
    fields.set(
      code,
      type === 'u' ? reader.uint() : type === 'g' ? reader.signature() : reader.text(),
    );
  }
  return fields;
}
