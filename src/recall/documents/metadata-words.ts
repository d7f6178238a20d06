/** What is kept beside a text and may be asked for: other names of a note, its author, a place. */

const mostText = 600;
/** Marks of machines: ids, hashes, moments. */
const isMark = (value: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{16,}$|^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?$/i.test(
    value,
  );

/** The values of metadata in JSON that are text, with blanks between; empty when it cannot be read. */
export function metadataText(json: string): string {
  if (json === '' || json === '{}') return '';
  const found: string[] = [];
  let left = mostText;
  const gather = (value: unknown): void => {
    if (left <= 0) return;
    if (typeof value === 'string' && !isMark(value)) {
      found.push(value.slice(0, left));
      left -= value.length + 1;
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) gather(inner);
    }
  };
  try {
    gather(JSON.parse(json));
  } catch {
    return '';
  }
  return found.join(' ');
}
