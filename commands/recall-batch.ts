/** `memu recall --batch`: thousands of questions in one process, each answered on a line of its own. */
import {exitCodes} from '../src/ground/errors.ts';
import type {Recall, Recalled, RecallOptions} from '../src/recall/recall.ts';
import type {Cli} from './cli/cli.ts';
import {reportOf, stackOf} from './cli/error-report.ts';

interface Asked {
  readonly id: unknown;
  readonly query: string;
}

/**
 * Answers `{"id","query"}` lines from stdin in order; `notes` of an answer say what it lacks, such as vectors. A line that is no question is named and
 * skipped; one whose answer fails says why in its place (`error`), and the rest go on. Either
 * leaves with 3.
 */
export async function answerBatch(
  cli: Cli,
  recall: Pick<Recall, 'recall'>,
  options: RecallOptions,
): Promise<void> {
  const {linesOf} = await import('../src/ground/lines.ts');
  let number = 0;
  const said = new Set<string>();
  const patience = new Patience();
  for await (const line of linesOf(cli.stdinBytes())) {
    number++;
    if (typeof line === 'string' && line.trim() === '') continue;
    const asked = typeof line === 'string' ? questionIn(line) : undefined;
    if (asked === undefined) {
      cli.tell(`line ${number} was skipped: it is no {"id","query"} object`);
      cli.setExitCode(exitCodes.partial);
      continue;
    }
    const {id, query} = asked;
    const started = performance.now();
    const waitMs = patience.next();
    const answer = await recall
      .recall(query, {...options, waitMs})
      .catch((error: unknown) => ({error}));
    patience.spend(performance.now() - started);
    if ('error' in answer) {
      cli.printJsonLine({id, hits: [], ...failed(cli, number, answer.error)});
      continue;
    }
    for (const note of answer.notes)
      if (!said.has(note) && said.add(note).size < 10) cli.tell(note);
    cli.printJsonLine({id, hits: answer.hits, ...more(answer)});
  }
}

/**
 * Nobody waits for one line of a batch: a host that loads its model first is waited for, and not given up
 * for the rest when one vector comes late; but no batch waits for more than a minute in all.
 */
class Patience {
  #leftMs = 60_000;

  /** How long the next vector may take. */
  next(): number {
    return this.#leftMs > 0 ? longWaitMs : shortWaitMs;
  }

  spend(ms: number): void {
    if (ms > shortWaitMs) this.#leftMs -= ms;
  }
}

const longWaitMs = 5_000;
const shortWaitMs = 300;

const more = ({notes, explanation}: Recalled) => ({
  ...(notes.length > 0 && {notes}),
  ...(explanation && {explanation}),
});

function failed(cli: Cli, number: number, error: unknown): {error: object} {
  const {code, message, hint = null} = reportOf(error);
  cli.tell(`line ${number} failed: ${message}`);
  if (cli.options.debug && error instanceof Error) cli.tell(stackOf(error));
  cli.setExitCode(exitCodes.partial);
  return {error: {code, message, hint}};
}

function questionIn(line: string): Asked | undefined {
  try {
    const {id = null, query} = JSON.parse(line) as {id?: unknown; query?: unknown};
    return typeof query === 'string' ? {id, query} : undefined;
  } catch {
    return undefined;
  }
}
