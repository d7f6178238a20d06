/** Lines of iCalendar as RFC 5545 wants them: escaped, folded, with dates and moments in its form. */
import {isPlainDate} from '../../ground/time.ts';

export type IcsLine = readonly [name: string, value: string];

export function* component(name: string, lines: Iterable<IcsLine>): Generator<string> {
  yield `BEGIN:${name}`;
  for (const [key, value] of lines) yield* folded(`${key}:${value}`);
  yield `END:${name}`;
}

/** `20261123`, for a DATE. */
export const dateDigits = (date: string): string => date.slice(0, 10).replaceAll('-', '');

/** `20261123T090000`, from a local date and time. */
export const localDigits = (local: string): string =>
  `${dateDigits(local)}T${local.slice(11, 16).replace(':', '')}00`;

/** `20261123T080000Z`, from a moment. */
export const utcDigits = (iso: string): string =>
  isPlainDate(iso) ? `${dateDigits(iso)}T000000Z` : `${iso.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\\/g, '\\\\')
    .replace(/;/g, '\\;')
    .replace(/,/g, '\\,')
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');

/** Lines hold at most 75 bytes; what goes on begins with a blank, never inside a character. */
function* folded(line: string): Generator<string> {
  let part = '';
  let bytes = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (bytes + size > 75) {
      yield part;
      part = ' ';
      bytes = 1;
    }
    part += char;
    bytes += size;
  }
  yield part;
}
