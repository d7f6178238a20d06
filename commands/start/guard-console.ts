/**
 * What packages print by themselves. They put pieces of what they could not read into it, from a host's
 * answer or a stranger's file, so it reaches a terminal through `safeText` like everything else, and only
 * under `--debug`: for a person it is noise.
 */
import {format} from 'node:util';
import {safeText} from '../../src/ground/text.ts';

interface Sink {
  write(text: string): unknown;
}

/** The others print through these. */
const methods = ['log', 'info', 'warn', 'error', 'debug', 'dir', 'dirxml', 'trace'] as const;

/** Puts one sink in the place of the console's methods and of Node's own printing of warnings. */
export function guardConsole(stderr: Sink, words: readonly string[]): void {
  const isDebug = words.includes('--debug');
  const say = (...parts: readonly unknown[]): void => {
    if (isDebug) stderr.write(`${safeText(format(...parts))}\n`);
  };
  for (const method of methods) console[method] = say;
  process.removeAllListeners('warning');
  process.on('warning', warning => say(`${warning.name}: ${warning.message}`));
}
