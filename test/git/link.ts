/** A TCP link to a port on this machine that a test makes slow, or cuts. It ends with the test. */
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {PassThrough, Transform} from 'node:stream';
import {onTestFinished} from 'vitest';

export interface LinkOptions {
  /** Cuts both directions once this many bytes went through, counted from either side. */
  readonly cutAfter?: {readonly from: 'server' | 'client'; readonly bytes: number};
  /** Lets through this many bytes at most in each twentieth of a second, either way. */
  readonly bytesPerBeat?: number;
}

/** Returns the port at which `port` is reached through the link. */
export async function openLink(port: number, options: LinkOptions): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const there = connect(port, '127.0.0.1');
    const cut = (): void => {
      client.resetAndDestroy();
      there.resetAndDestroy();
    };
    for (const socket of [client, there]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', () => sockets.delete(socket));
    }
    const [up, down] = [counted('client', options, cut), counted('server', options, cut)];
    client.pipe(up).pipe(slowed(options)).pipe(there);
    there.pipe(down).pipe(slowed(options)).pipe(client);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function counted(from: 'server' | 'client', {cutAfter}: LinkOptions, cut: () => void): Transform {
  if (cutAfter?.from !== from) return new PassThrough();
  let left = cutAfter.bytes;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      left -= chunk.length;
      if (left > 0) return done(null, chunk);
      cut();
    },
  });
}

/** Holds a whole transfer in nothing but small pieces, one at each beat. */
function slowed({bytesPerBeat}: LinkOptions): Transform {
  if (bytesPerBeat === undefined) return new PassThrough();
  return new Transform({
    highWaterMark: bytesPerBeat,
    transform(chunk: Buffer, _, done) {
      const pass = (from: number): void => {
        this.push(chunk.subarray(from, from + bytesPerBeat));
        const next = from + bytesPerBeat;
        setTimeout(() => (next < chunk.length ? pass(next) : done()), 50);
      };
      pass(0);
    },
  });
}
