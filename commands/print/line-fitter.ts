/** Lines of a list, as wide as the terminal: the name in them gives way, not what stands behind it. */
import {safeText} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';

/** A name shorter than this says nothing; then the whole line is cut. */
const leastName = 12;

/**
 * Shortens the name within a line until the line fits the terminal, or `COLUMNS`. Where nobody says
 * how wide it is, in a pipe or a file, lines stay whole. `indent` is what will stand before them.
 */
export async function lineFitter(
  cli: Cli,
  indent = 0,
): Promise<(line: string, name: string) => string> {
  if (cli.lineWidth === undefined) return line => line;
  const width = cli.lineWidth - indent;
  const {cells, cutCells} = await import('../../tui/kit/width.ts');
  return (given, givenName) => {
    const line = safeText(given);
    const name = safeText(givenName);
    const excess = cells(line) - width;
    if (excess <= 0) return given;
    const room = cells(name) - excess;
    if (room < leastName || !line.includes(name)) return cutCells(line, width);
    return line.replace(name, () => cutCells(name, room));
  };
}
