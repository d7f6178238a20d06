/** Events of a job as JSON lines that are only ever added to; a line that broke off with its writer is cut. */
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import type {JobEntry, JobEvent} from './job.ts';

export class EventWriter {
  readonly #file: number;
  #seq: number;

  /** Opens the log, made when it is missing. There is one writer at a time: who holds the job's lock. */
  constructor(path: string, seq: number) {
    this.#file = openSync(path, 'a+', 0o600);
    this.#seq = seq;
    cutTornLine(path, this.#file);
  }

  append(at: string, entry: JobEntry): JobEvent {
    this.#seq += 1;
    const event = {seq: this.#seq, at, ...entry};
    writeSync(this.#file, `${JSON.stringify(event)}\n`);
    return event;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function cutTornLine(path: string, file: number): void {
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) ftruncateSync(file, whole);
}

/** Reads on where the last call stopped; a line that is still being written is left for the next. */
export class EventReader {
  readonly #path: string;
  #at = 0;
  #rest = '';
  #decoder = new StringDecoder('utf8');

  constructor(path: string) {
    this.#path = path;
  }

  /** The events that have come since the last call; none where there is no log yet. */
  read(): readonly JobEvent[] {
    const text = this.#rest + this.#newText();
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap(line => parseEvent(line) ?? []);
  }

  #newText(): string {
    const size = statSync(this.#path, {throwIfNoEntry: false})?.size ?? 0;
    // A torn line was cut by the next runner: what had come of it is no beginning of the line in its place.
    if (size < this.#at) this.#startAgain();
    if (size === this.#at) return '';
    const file = openSync(this.#path, 'r');
    try {
      const bytes = Buffer.alloc(size - this.#at);
      const read = readSync(file, bytes, 0, bytes.length, this.#at);
      this.#at += read;
      return this.#decoder.write(bytes.subarray(0, read));
    } finally {
      closeSync(file);
    }
  }

  #startAgain(): void {
    this.#at -= Buffer.byteLength(this.#rest);
    this.#rest = '';
    this.#decoder = new StringDecoder('utf8');
  }
}

function parseEvent(line: string): JobEvent | undefined {
  try {
    const value = JSON.parse(line) as JobEvent | null;
    return typeof value?.seq === 'number' && typeof value.t === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
