import type {ThreeTexts} from '../../src/git/merge-text.ts';

/** Line by line where the number of lines is the same: enough of a diff3, and much faster than a process. */
export function mergeLines({base, newer, older}: ThreeTexts): string | undefined {
  const [was, a, b] = [base, newer, older].map(text => text.split('\n')) as [
    string[],
    string[],
    string[],
  ];
  if (was.length !== a.length || was.length !== b.length) return undefined;
  const lines = was.map((line, i) =>
    a[i] === b[i] || b[i] === line ? a[i] : a[i] === line ? b[i] : undefined,
  );
  return lines.includes(undefined) ? undefined : lines.join('\n');
}
