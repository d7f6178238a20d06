/** A server that streams events, as hosts with keys do. */
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';

export interface Seen {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  isGone: boolean;
}

/** A small server that streams prepared events to whoever posts. */
export async function startEvents(
  models: readonly string[],
  events: readonly string[] | number,
): Promise<{url: string; seen: Seen[]}> {
  const seen: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    if (request.method === 'GET') {
      return response.end(JSON.stringify({data: models.map(id => ({id}))}));
    }
    const one: Seen = {
      path,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()) as Seen['body'],
      isGone: false,
    };
    seen.push(one);
    response.once('close', () => {
      one.isGone = !response.writableFinished;
    });
    if (typeof events === 'number') {
      response.statusCode = events;
      return response.end(JSON.stringify({error: {message: 'said the server'}}));
    }
    response.setHeader('content-type', 'text/event-stream');
    for (const event of events) response.write(event);
    if (!events.includes('')) response.end();
    return undefined;
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen};
}
