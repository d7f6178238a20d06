/** A stream of JSON lines made safe to read. */
import {isFields} from './answer-fields.ts';
import {answerLines, parseDocument} from './bounded-answer.ts';

/**
 * The response with JSON objects only: a line that is none becomes an empty one, which every reader
 * takes for damaged. What stays is valid for clients that would otherwise print their complaints to
 * the console. At most `most` bytes are read.
 */
export function keepJsonLines(response: Response, most: number): Response {
  const lines = answerLines(response, most);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const {done, value} = await lines.next();
        if (done) return controller.close();
        if (value.trim() === '') continue;
        return controller.enqueue(encoder.encode(`${keptLine(value)}\n`));
      }
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {status: response.status, headers: response.headers});
}

const empty = '{}';

/** What an error says becomes text, as the client expects it. */
function keptLine(line: string): string {
  try {
    const value = parseDocument(line);
    if (!isFields(value)) return empty;
    if (!Object.hasOwn(value, 'error') || typeof value.error === 'string') return line;
    return JSON.stringify({error: JSON.stringify(value.error)});
  } catch {
    return empty;
  }
}
