/** The laptop's end of the connection: says hello, asks, streams, and believes nothing it cannot check. */
import type {Json} from '../ground/json.ts';
import {type InputLine, linesOf} from '../ground/lines.ts';
import type {JobEvent} from '../jobs/job.ts';
import {
  type Hello,
  helloMessage,
  longestMessageBytes,
  protocolVersion,
  type Reply,
  replyMessage,
  type WorkerOperation,
} from './protocol.ts';
import {WorkerAnswerError, WorkerRefusedError, WorkerVersionError} from './worker-errors.ts';

/** A running worker's streams, however it was reached. */
export interface WorkerStreams {
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: AsyncIterable<Uint8Array | string>;
  /** Rejects with the reason when the connection failed. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** Login shells print greetings; a machine that says more before its hello is none of ours. */
const mostNoiseBytes = 64 * 1024;

interface Pending {
  onEvent(event: JobEvent): void;
  resolve(result: Json): void;
  reject(error: unknown): void;
}

export class WorkerClient {
  readonly hello: Hello;
  /** What the machine printed before its hello, in bytes: `doctor` tells of it. */
  readonly noiseBytes: number;
  readonly #server: string;
  readonly #streams: WorkerStreams;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #fault: unknown;

  private constructor(
    server: string,
    streams: WorkerStreams,
    {hello, noiseBytes}: {readonly hello: Hello; readonly noiseBytes: number},
    lines: AsyncIterator<InputLine>,
  ) {
    this.#server = server;
    this.#streams = streams;
    this.hello = hello;
    this.noiseBytes = noiseBytes;
    void this.#listen(lines);
  }

  /**
   * Waits for the worker's hello.
   *
   * @throws WorkerAnswerError when something else is there, WorkerVersionError, and what `ended` rejects with
   */
  static async connect(server: string, streams: WorkerStreams): Promise<WorkerClient> {
    const lines = linesOf(streams.stdout, longestMessageBytes)[Symbol.asyncIterator]();
    try {
      return new WorkerClient(server, streams, await readHello(server, streams, lines), lines);
    } catch (error) {
      streams.stop();
      throw error;
    }
  }

  /** @throws WorkerRefusedError for what the worker refused; the connection's fault when it is gone */
  request(op: WorkerOperation, args: Json = {}, options: RequestOptions = {}): Promise<Json> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    const id = this.#nextId++;
    const {promise, resolve, reject} = Promise.withResolvers<Json>();
    this.#pending.set(id, {resolve, reject, onEvent: options.onEvent ?? (() => {})});
    this.#write({id, op, args});
    const stop = () => this.#write({id: this.#nextId++, op: 'stop', args: {request: id}});
    options.signal?.addEventListener('abort', stop, {once: true});
    return promise.finally(() => options.signal?.removeEventListener('abort', stop));
  }

  /** Says that no more requests come, and waits for the worker to end. */
  async close(): Promise<void> {
    this.#streams.stdin.end();
    await this.#streams.ended.catch(() => {});
  }

  #write(message: {readonly id: number; readonly op: string; readonly args: Json}): void {
    this.#streams.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async #listen(lines: AsyncIterator<InputLine>): Promise<void> {
    try {
      for (let next = await lines.next(); !next.done; next = await lines.next()) {
        this.#take(readReply(this.#server, next.value));
      }
      await this.#streams.ended;
      this.#break(new WorkerAnswerError(this.#server, 'ended the connection'));
    } catch (error) {
      this.#streams.stop();
      this.#break(error);
    }
  }

  #take(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    // The answer to a `stop`, or to nothing that was asked: a worker that is confused is not listened to.
    if (!pending) {
      if (reply.id > 0 && reply.id < this.#nextId && reply.t !== 'event') return;
      throw new WorkerAnswerError(this.#server, 'answered what was not asked');
    }
    if (reply.t === 'event') {
      pending.onEvent(reply.event as unknown as JobEvent);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.t === 'answer') pending.resolve(reply.result as Json);
    else pending.reject(new WorkerRefusedError(this.#server, reply));
  }

  #break(error: unknown): void {
    this.#fault = error;
    for (const {reject} of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  onEvent?(event: JobEvent): void;
}

async function readHello(server: string, streams: WorkerStreams, lines: AsyncIterator<InputLine>) {
  let noiseBytes = 0;
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const hello = typeof next.value === 'string' ? parseHello(next.value) : undefined;
    if (hello) {
      if (hello.proto !== protocolVersion) {
        throw new WorkerVersionError(server, hello.version, hello.proto > protocolVersion);
      }
      return {hello, noiseBytes};
    }
    noiseBytes +=
      typeof next.value === 'string' ? Buffer.byteLength(next.value) + 1 : Number.POSITIVE_INFINITY;
    if (noiseBytes > mostNoiseBytes) {
      throw new WorkerAnswerError(
        server,
        'prints so much that no worker can be heard',
        'look at what its login shell prints',
      );
    }
  }
  // ssh's own reason says more than the missing hello.
  await streams.ended;
  throw new WorkerAnswerError(server, 'did not start a worker', `memu server setup ${server}`);
}

function parseHello(line: string): Hello | undefined {
  try {
    const read = helloMessage.safeParse(JSON.parse(line));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function readReply(server: string, line: InputLine): Reply {
  if (typeof line !== 'string') throw new WorkerAnswerError(server, `wrote a line: ${line.reason}`);
  try {
    return replyMessage.parse(JSON.parse(line));
  } catch {
    throw new WorkerAnswerError(server, 'wrote something that is no answer of a worker');
  }
}
