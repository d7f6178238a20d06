/** Server-sent events, as OpenAI-style and Anthropic hosts stream their answers. */
import {type AnswerFields, isFields, StrangeAnswer} from './answer-fields.ts';
import {answerLines, longestStream, parseDocument} from './bounded-answer.ts';

/** Most characters of one event. */
const longestEvent = 1024 * 1024;

/**
 * The `data` of each event, in order; several lines of one event are joined.
 *
 * @throws StrangeAnswer for a stream, a line or an event without an end
 */
export async function* serverEvents(response: Response): AsyncGenerator<string> {
  let lines: string[] = [];
  let length = 0;
  for await (const raw of answerLines(response, longestStream)) {
    const line = raw.replace(/\r$/, '');
    if (line === '') {
      if (lines.length > 0) yield lines.join('\n');
      [lines, length] = [[], 0];
    } else if (line.startsWith('data:')) {
      const data = line.slice(5).replace(/^ /, '');
      length += data.length + 1;
      if (length > longestEvent) throw new StrangeAnswer('wrote an event without an end');
      lines.push(data);
    }
  }
  if (lines.length > 0) yield lines.join('\n');
}

/** The event as JSON; undefined when it is none. */
export function parseEvent(data: string): AnswerFields | undefined {
  try {
    const value = parseDocument(data);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
