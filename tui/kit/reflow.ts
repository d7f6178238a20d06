/**
 * What is needed when a terminal becomes narrower: it wraps the rows on screen anew, so the live part
 * takes more rows than were written, and erasing by row count would leave some of them behind.
 */
import type {Frame} from './frame.ts';
import type {Environment} from './theme.ts';
import {cells} from './width.ts';

/** Nearly all terminals wrap anew; xterm and the Linux console cut instead. */
export const wrapsAnew = (env: Environment): boolean =>
  env.XTERM_VERSION === undefined && env.TERM !== 'linux';

const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(cells(line) / columns));

/**
 * Erases the live part as it stands on a screen of now `columns` cells, and leaves the cursor where
 * Ink believes it is: Ink's own erasing of `live.length` rows then moves over empty rows only.
 */
export function eraseWrapped({live, cursor}: Frame, columns: number): string {
  const above = live.slice(0, cursor?.y ?? live.length);
  const up =
    above.reduce((sum, line) => sum + rowsOf(line, columns), 0) +
    Math.floor((cursor?.x ?? 0) / columns);
  const erase = `${up > 0 ? `\x1b[${up}A` : ''}\r\x1b[J`;
  const back = live.length - (cursor?.y ?? live.length);
  return `${erase}${'\n'.repeat(live.length)}${back > 0 ? `\x1b[${back}A` : ''}`;
}
