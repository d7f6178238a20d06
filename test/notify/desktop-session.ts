/** A desktop of a test: a message bus of its own and, on it, a program that takes notifications. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';
import {newFolder} from '../support/folder.ts';
import {
  type BusMessage,
  BusReader,
  BusWriter,
  busCall,
  methodCall,
  readMessage,
  reply,
} from './dbus.ts';

export interface Shown {
  readonly app: string;
  readonly title: string;
  readonly body: string;
}

/** A bus that ends with the test; its address as programs find it in their environment. */
export async function startBus(): Promise<string> {
  const socket = join(newFolder(), 'bus');
  const args = ['--session', '--nofork', '--nosyslog', '--print-address'];
  const daemon = spawn('dbus-daemon', [...args, `--address=unix:path=${socket}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void daemon.kill('SIGKILL'));
  // The address is printed once the bus listens.
  await once(createInterface({input: daemon.stdout}), 'line');
  return `unix:path=${socket}`;
}

/** Takes notifications on a bus as a desktop does, and remembers them. */
export async function showNotifications(bus: string): Promise<readonly Shown[]> {
  const socket = connect(bus.replace('unix:path=', ''));
  onTestFinished(() => void socket.destroy());
  const desktop = new Desktop(socket);
  await desktop.ready;
  return desktop.shown;
}

class Desktop {
  readonly shown: Shown[] = [];
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  #isReady: () => void = () => {};
  #bytes: Buffer = Buffer.alloc(0);
  #isOpen = false;
  #serial = 2;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.ready = new Promise(resolve => {
      this.#isReady = resolve;
    });
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    socket.on('data', bytes => this.#take(Buffer.from(bytes)));
  }

  #take(bytes: Buffer): void {
    if (!this.#isOpen) {
      if (!bytes.toString().startsWith('OK')) throw new Error(`the bus said ${bytes.toString()}`);
      this.#isOpen = true;
      this.#socket.write('BEGIN\r\n');
      this.#socket.write(busCall(1, 'Hello'));
      const name = new BusWriter().text('org.freedesktop.Notifications').uint(4).done();
      this.#socket.write(busCall(2, 'RequestName', 'su', name));
      return;
    }
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let read = readMessage(this.#bytes); read; read = readMessage(this.#bytes)) {
      this.#bytes = this.#bytes.subarray(read.length);
      this.#answer(read.message);
    }
  }

  #answer(message: BusMessage): void {
    if (message.member === 'NameAcquired') {
      const name = new BusReader(message.body).text();
      if (name === 'org.freedesktop.Notifications') this.#isReady();
    }
    if (message.type !== methodCall) return;
    if (message.member === 'Notify') this.#show(message);
    else if (message.member === 'GetServerInformation') {
      const words = new BusWriter().text('test').text('memu').text('1').text('1.2');
      this.#socket.write(reply(message, ++this.#serial, 'ssss', words.done()));
    } else {
      const none = new BusWriter().uint(0).done();
      this.#socket.write(reply(message, ++this.#serial, 'as', none));
    }
  }

  #show(message: BusMessage): void {
    const reader = new BusReader(message.body);
    const app = reader.text();
    reader.uint();
    reader.text();
    this.shown.push({app, title: reader.text(), body: reader.text()});
    this.#socket.write(
      reply(message, ++this.#serial, 'u', new BusWriter().uint(this.shown.length).done()),
    );
  }
}
