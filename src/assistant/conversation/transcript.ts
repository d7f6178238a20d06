/** A conversation as a Markdown file of its owner. */
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {UsageError} from '../../ground/errors.ts';
import {writePrivateFile} from '../../ground/private-file.ts';
import type {Spoken} from './spoken.ts';

/** Writes what was said; an existing file is left alone. @throws UsageError */
export function saveTranscript(path: string, spoken: readonly Spoken[]): string {
  const file = resolve(path);
  if (existsSync(file)) throw new UsageError(`${file} is there already.`);
  const text = spoken.map(one =>
    one.role === 'user' ? one.text.replace(/^/gm, '> ') : `${one.text}${brokenOff(one.state)}`,
  );
  try {
    writePrivateFile(file, `${text.join('\n\n')}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`${file} cannot be written (${code}).`, {cause: error});
  }
  return `Written to ${file}.`;
}

const brokenOff = (state: Spoken['state']): string =>
  state === 'stopped' || state === 'incomplete' ? `\n\n*(${state})*` : '';
