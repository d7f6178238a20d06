/** Server-sent events, as OpenAI-style and Anthropic hosts stream their answers. */

const longestEvent = 8 * 1024 * 1024;

/** The `data` of each event, in order; several lines of one event are joined. */
export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, {stream: true});
    const events = rest.split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    if (rest.length > longestEvent) throw new Error('an event of the answer has no end');
    for (const event of events) {
      const data = dataOf(event);
      if (data !== undefined) yield data;
    }
  }
  const last = dataOf(rest + decoder.decode());
  if (last !== undefined) yield last;
}

function dataOf(event: string): string | undefined {
  const lines = event
    .split(/\r?\n/)
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice(5).replace(/^ /, ''));
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** The event as JSON; undefined when it is none. */
export function parseEvent(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
