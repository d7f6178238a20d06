/**
 * The only place from which memu speaks HTTP to models. A `fetch` over `node:http`: no header or body
 * timeouts (headers come with the first token, on a small machine after minutes), the address is
 * checked before a byte is sent, every request is recorded, and an abort closes the socket at once.
 */
import http from 'node:http';
import https from 'node:https';
import {Readable} from 'node:stream';
import {toIso} from '../../ground/time.ts';
import {type DialPolicy, refuseHost} from './dial-policy.ts';
import type {EgressRecord} from './egress.ts';
import type {HostAddress} from './host-address.ts';
import {ModelError} from './model-error.ts';
import {type Resolve, type Route, routeTo} from './route.ts';

export interface Tunnels {
  /**
   * A local socket that leads to `port` on the loopback of the machine that ssh calls `alias`.
   *
   * @throws MemuError when ssh cannot get there.
   */
  reach(alias: string, port: number, signal?: AbortSignal): Promise<string>;
}

export interface DialOptions {
  readonly policy: DialPolicy;
  readonly egress: EgressRecord;
  readonly tunnels: Tunnels | undefined;
  readonly clock: {now(): number};
  /** Looks names up; the system's resolver when it is left out. */
  readonly resolve?: Resolve | undefined;
}

/** What a request is for; goes into the record. */
export interface RequestInfo {
  readonly purpose: string;
  readonly model?: string;
  readonly entries?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the connection to stand; 2 s unless told. */
  readonly connectMs?: number;
}

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Dial = (
  host: HostAddress,
  url: string,
  ask: HttpRequest,
  errand: RequestInfo,
) => Promise<Response>;

/** Most bytes that an error page may have, and how long it may take to come. */
const errorLimit = 64 * 1024;
const errorPageMs = 3000;

export const makeDial =
  ({policy, egress, tunnels, clock, resolve}: DialOptions): Dial =>
  async (host, address, ask, errand) => {
    const no = refuseHost(host, policy);
    if (no) throw refused(host, no);
    errand.signal?.throwIfAborted();
    const url = new URL(address);
    const body = ask.body === undefined ? undefined : Buffer.from(ask.body);
    const leaving = () =>
      egress.record({
        at: toIso(clock.now()),
        host: host.name,
        method: ask.method ?? 'GET',
        path: url.pathname,
        model: errand.model,
        purpose: errand.purpose,
        bytes: body?.length ?? 0,
        entries: errand.entries ?? [],
      });
    const socketPath = await tunnelTo(host, url, tunnels, errand.signal);
    if (socketPath !== undefined) leaving();
    const route =
      socketPath === undefined
        ? routeTo(url, {
            policy,
            leaving,
            refused: reason => refused(host, reason),
            ...(resolve && {resolve}),
          })
        : {socketPath};
    return request(host, url, {...ask, route, body}, errand);
  };

async function tunnelTo(
  host: HostAddress,
  url: URL,
  tunnels: Tunnels | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (host.tunnel === undefined) return undefined;
  if (!tunnels) throw refused(host, 'no tunnels are available here');
  return tunnels.reach(host.tunnel, Number(url.port), signal);
}

const refused = (host: HostAddress, reason: string): ModelError =>
  new ModelError('refused', `${host.name} was not dialled: ${reason}.`, {
    host: host.name,
    hint: 'memu config get llm.mode',
  });

interface Prepared {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly route: Route;
}

function request(
  host: HostAddress,
  url: URL,
  {method = 'GET', headers, body, route}: Prepared,
  {signal, connectMs = 2000}: RequestInfo,
): Promise<Response> {
  const client = url.protocol === 'https:' && !route.socketPath ? https : http;
  return new Promise((resolve, reject) => {
    let hasAnswered = false;
    const sent = client.request(url, {
      method,
      agent: false, // one connection per call: closing it is how a host learns that nobody listens
      ...route,
      headers: {
        ...headers,
        connection: 'close',
        ...(host.authorization && {authorization: host.authorization}),
        ...(body && {'content-length': String(body.length)}),
      },
    });
    const slow = setTimeout(() => sent.destroy(connectTimeout(host, connectMs)), connectMs);
    const stop = () => sent.destroy(aborted(host));
    signal?.addEventListener('abort', stop, {once: true});
    sent.once('socket', socket => {
      socket.setNoDelay(true);
      const ready = socket.connecting
        ? route.socketPath
          ? 'connect'
          : client === https
            ? 'secureConnect'
            : 'connect'
        : undefined;
      if (ready) socket.once(ready, () => clearTimeout(slow));
      else clearTimeout(slow);
    });
    sent.once('close', () => {
      clearTimeout(slow);
      signal?.removeEventListener('abort', stop);
      if (!hasAnswered) reject(broken(host));
    });
    // More than one may come: what breaks after the answer has begun is told to whoever reads it.
    sent.on('error', error => {
      if (!hasAnswered) reject(asModelError(host, error));
    });
    sent.once('response', answer => {
      hasAnswered = true;
      answer.on('error', () => undefined); // the reader of the body is told; this keeps it from being fatal
      try {
        resolve(toResponse(host, answer));
      } catch (error) {
        sent.destroy();
        reject(asModelError(host, error));
      }
    });
    sent.end(body);
  });
}

/** Statuses whose answers have no body, and with which a `Response` takes none. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** @throws ModelError for a status that is none */
const toResponse = (host: HostAddress, answer: http.IncomingMessage): Response => {
  const status = answer.statusCode ?? 0;
  if (status < 200 || status > 599) {
    const what = `${host.name} answered with ${status}, which is no status of HTTP.`;
    throw new ModelError('server', what, {host: host.name});
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  const hasBody = !bodiless.has(status);
  const body = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null;
  if (!hasBody) answer.resume();
  return new Response(body, {status, headers});
};

/** What went wrong on the way, for a person. */
export function asModelError(host: HostAddress, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ABORT_ERR') return aborted(host, error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return broken(host, error);
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new ModelError('unreachable', `${host.name} cannot be reached: ${reason}.`, {
    host: host.name,
    hint: 'memu doctor',
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'names cannot be looked up right now',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer',
};

const aborted = (host: HostAddress, cause?: unknown): ModelError =>
  new ModelError('aborted', 'Stopped.', {host: host.name, cause});

const broken = (host: HostAddress, cause?: unknown): ModelError =>
  new ModelError('incomplete', `${host.name} closed the connection.`, {host: host.name, cause});

const connectTimeout = (host: HostAddress, ms: number): ModelError =>
  new ModelError(
    'unreachable',
    `${host.name} cannot be reached: no answer within ${ms / 1000} s.`,
    {
      host: host.name,
      hint: 'memu doctor',
    },
  );

/** The body of an error answer, cut to what a message may hold. */
export async function readErrorBody(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const hangUp = setTimeout(() => void reader.cancel().catch(() => undefined), errorPageMs);
  try {
    while (size < errorLimit) {
      const {done, value} = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
  } catch {
    // a broken error page still says something
  } finally {
    clearTimeout(hangUp);
    await reader.cancel().catch(() => undefined);
  }
  return Buffer.concat(chunks).subarray(0, errorLimit).toString('utf8');
}
