/** A real `git http-backend` behind a login, on loopback, run by the test and ended with it. */
import {spawn} from 'node:child_process';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface HttpRemote {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What each request showed as its login; undefined where it showed none. */
  readonly logins: (string | undefined)[];
  close(): Promise<void>;
}

/** Serves the bare repositories below `root` to whoever logs in with `login` (`user:token`). */
export async function startHttpRemote(root: string, login: string): Promise<HttpRemote> {
  const logins: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const {authorization} = request.headers;
    const shown = authorization && Buffer.from(authorization.slice(6), 'base64').toString();
    logins.push(shown);
    if (shown === login) return answer(root, request, response);
    response.writeHead(401, {'WWW-Authenticate': 'Basic realm="git"'}).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, logins, close};
}

/** One request, by the rules of CGI. */
function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const {pathname, search} = new URL(request.url!, 'http://x');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      REMOTE_USER: 'me',
      REQUEST_METHOD: request.method!,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output
      .toString('latin1', 0, Math.max(0, end))
      .split('\r\n')
      .map(line => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
    response.end(output.subarray(end + 4));
  });
}
