/** A stream of JSON lines made safe to read: broken lines are counted and taken out, endless ones refused. */

/** Longest line that is still taken for one, in bytes. */
const lineLimit = 8 * 1024 * 1024;

/**
 * Passes complete JSON lines on and drops the others, telling `onBroken`. What stays is valid for
 * clients that would otherwise print their complaints to the console.
 */
export function keepJsonLines(onBroken: () => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  const pass = (line: string, controller: TransformStreamDefaultController<Uint8Array>) => {
    if (line.trim() === '') return;
    if (isJson(line)) controller.enqueue(encoder.encode(`${line}\n`));
    else onBroken();
  };
  return new TransformStream({
    transform(chunk, controller) {
      rest += decoder.decode(chunk, {stream: true});
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) pass(line, controller);
      if (rest.length > lineLimit) controller.error(new Error('a line of the answer has no end'));
    },
    flush(controller) {
      pass(rest + decoder.decode(), controller);
    },
  });
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
