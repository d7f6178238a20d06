/** `memu chat --schema`: the answer as JSON that obeys a schema of the caller's own. */

import {NotFoundError, UsageError} from '../../src/ground/errors.ts';
import {readRegularFile} from '../../src/ground/regular-file.ts';
import type {Cli} from '../cli/cli.ts';
import {onInterrupt} from '../cli/interrupt.ts';
import {type OneShot, openFor} from './chat-opening.ts';

/** Prints the JSON and nothing else; without a model, or with one that cannot do it, exit code 6. */
export async function answerWithSchema(
  cli: Cli,
  {question, attachment, options, limit}: OneShot,
): Promise<void> {
  const schema = await readSchema(options.schema!);
  const memu = await cli.open();
  const assistant = await openFor(memu, options);
  const interrupt = onInterrupt();
  try {
    const {value} = await assistant.askForData(question, {
      schema,
      ...(attachment && {attachment}),
      signal: AbortSignal.any([interrupt.signal, limit.signal]),
    });
    cli.printJson(value);
  } finally {
    limit.forget();
    interrupt.forget();
    await assistant.close();
  }
}

const longestSchema = 1024 * 1024;

async function readSchema(path: string) {
  const {fromJSONSchema} = await import('zod');
  try {
    return fromJSONSchema(JSON.parse(readRegularFile(path, longestSchema).toString('utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new NotFoundError(`${path} is not there`, {cause: error});
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${path} is not a JSON Schema that memu can use: ${why}`, {cause: error});
  }
}
