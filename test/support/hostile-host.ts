/** A host that answers in bytes, as no library would. */
import net, {type AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

export interface RawAnswer {
  readonly status: number;
  /** Whole lines of the head. */
  readonly headers: readonly string[];
  readonly body: Iterable<string | Uint8Array>;
  /** What happens after the last byte. */
  readonly end: 'close' | 'reset';
}

export interface HostileHost {
  readonly url: string;
  /** Heads of the requests that came, in order. */
  readonly asked: string[];
}

/** `answer` is asked for each request, by its method and path. */
export async function startHostile(
  answer: (request: string) => RawAnswer | undefined,
): Promise<HostileHost> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let head = '';
    let isAnswered = false;
    socket.on('data', chunk => {
      head += chunk.toString('latin1');
      if (isAnswered || !head.includes('\r\n\r\n')) return;
      isAnswered = true;
      asked.push(head.slice(0, head.indexOf('\r\n\r\n')));
      const raw = answer(head.slice(0, head.indexOf(' HTTP/')));
      if (raw) void send(socket, raw);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked};
}

async function send(socket: net.Socket, {status, headers, body, end}: RawAnswer): Promise<void> {
  socket.write(`HTTP/1.1 ${status} As it is\r\n${headers.map(line => `${line}\r\n`).join('')}\r\n`);
  for (const chunk of body) {
    if (socket.destroyed) return;
    if (!socket.write(chunk)) {
      await new Promise<void>(resolve => {
        socket.once('drain', resolve);
        socket.once('close', () => resolve());
      });
    }
  }
  if (end === 'reset') socket.resetAndDestroy();
  else socket.end();
}

/** A body without an end: `piece` again and again, in chunks of 64 KiB, up to `mib`. */
export function* endless(piece: string, mib: number): Generator<string> {
  const chunk = piece.repeat(Math.ceil(65_536 / piece.length));
  for (let sent = 0; sent < mib * 1024 * 1024; sent += chunk.length) yield chunk;
}
