/**
 * Plain text that says what a person types and what the terminal answers:
 *
 *     $ memu note add milk       a command for the shell; `\` at the end continues it
 *     < words                    a line of its standard input
 *     [[[0-9a-f]{4}]]  … milk    expected output; `[[…]]` is a regular expression, `…` anything
 *     …                          alone on a line: any number of lines
 *     ! memu: there is no …      expected on stderr
 *     ? 4                        expected exit code, 0 when nothing is said
 *
 * Lines before the first command, and lines that begin with `#`, are for the reader.
 */

export interface Step {
  readonly line: number;
  readonly command: string;
  readonly stdin: string;
  readonly stdout: readonly string[];
  /** Undefined: anything may be told there. */
  readonly stderr: readonly string[] | undefined;
  readonly exitCode: number;
}

/** The steps of a transcript, in order. */
export function parseTranscript(text: string): readonly Step[] {
  const steps: Step[] = [];
  const lines = text.replace(/\\\n/g, '').split('\n');
  lines.forEach((line, index) => {
    if (line.startsWith('$ ')) steps.push(stepOf(line.slice(2), index + 1));
    else if (steps.length > 0 && !line.startsWith('#')) steps.push(withLine(steps.pop()!, line));
  });
  return steps.map(step => ({...step, stdout: withoutLastBlank(step.stdout)}));
}

const stepOf = (command: string, line: number): Step => ({
  line,
  command,
  stdin: '',
  stdout: [],
  stderr: undefined,
  exitCode: 0,
});

function withLine(step: Step, line: string): Step {
  const rest = line.slice(2);
  if (line.startsWith('< ')) return {...step, stdin: `${step.stdin}${rest}\n`};
  if (line.startsWith('! ')) return {...step, stderr: [...(step.stderr ?? []), rest]};
  if (line.startsWith('? ')) return {...step, exitCode: Number(rest)};
  return {...step, stdout: [...step.stdout, line]};
}

/** Blank lines between one answer and the next command are for the reader. */
function withoutLastBlank(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex(line => line.trim() !== '');
  return lines.slice(0, last + 1);
}

/** The pattern that a whole output must match. */
export function patternOf(expected: readonly string[]): RegExp {
  const parts = expected.map(line => (line === '…' ? '(?:.*\\n)*?' : `${linePattern(line)}\\n`));
  return new RegExp(`^${parts.join('')}\\n*$`);
}

const linePattern = (line: string): string =>
  line
    .split(/(\[\[.*?\]\](?!\])|…)/)
    .map(part => {
      if (part === '…') return '.*';
      if (part.startsWith('[[') && part.endsWith(']]')) return `(?:${part.slice(2, -2)})`;
      return RegExp.escape(part);
    })
    .join('');
