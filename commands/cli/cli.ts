/** What a command may do to the outside: print, tell, ask, read stdin, open the kept things. */

import type {Memu} from '../../src/app/memu.ts';
import {type ExitCode, exitCodes, MemuError, UsageError} from '../../src/ground/errors.ts';
import {count, safeJson, safeText} from '../../src/ground/text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The streams and variables that a command line was started with; tests give their own. */
export interface ProcessIo {
  readonly env: Environment;
  readonly stdin: NodeJS.ReadableStream & {readonly isTTY?: boolean};
  readonly stdout: {
    write(data: string | Uint8Array): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
  };
  readonly stderr: {write(text: string): unknown; readonly isTTY?: boolean};
}

/** Options that every command understands. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly profile: string | undefined;
  /** False with `--no-input`. */
  readonly input: boolean;
  readonly debug: boolean;
}

/** Most bytes of stdin that are read whole. */
const longestInput = 64 * 1024 * 1024;

/** A value that was asked for on a terminal, and the flag that gives it without one. */
export interface CliQuestion {
  readonly text: string;
  readonly flag: string;
}

export class Cli {
  readonly surroundings: ProcessIo;
  #options: GlobalOptions;
  #memu: Promise<Memu> | undefined;
  #exitCode: ExitCode = exitCodes.done;

  constructor(surroundings: ProcessIo, options: GlobalOptions) {
    this.surroundings = surroundings;
    this.#options = options;
  }

  get json(): boolean {
    return this.#options.json;
  }

  get options(): GlobalOptions {
    return this.#options;
  }

  get env(): Environment {
    return this.surroundings.env;
  }

  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  /** True when a person sits at both ends and wants to be asked. */
  get isInteractive(): boolean {
    const {stdin, stdout} = this.surroundings;
    const isTerminal = stdin.isTTY === true && stdout.isTTY === true;
    return isTerminal && this.#options.input && !this.env.CI;
  }

  /** Width of the terminal, or of `COLUMNS`; 80 when nobody knows. */
  get columns(): number {
    return Number(this.env.COLUMNS) || this.surroundings.stdout.columns || 80;
  }

  /** Where lines of a list end: at the terminal's edge or at `COLUMNS`; undefined in a pipe or a file. */
  get lineWidth(): number | undefined {
    const asked = Number(this.env.COLUMNS);
    return asked > 0 ? asked : this.surroundings.stdout.columns;
  }

  /** Whether stdout takes colour: `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb` and CI are obeyed. */
  get hasColour(): boolean {
    const {NO_COLOR, FORCE_COLOR, TERM, CI} = this.env;
    if (NO_COLOR) return false;
    if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
    return this.surroundings.stdout.isTTY === true && TERM !== 'dumb' && !CI;
  }

  setOptions(options: GlobalOptions): void {
    this.#options = options;
  }

  /** The code to leave with when nothing throws: partly done, a conflict waits, … */
  setExitCode(code: ExitCode): void {
    this.#exitCode = code;
  }

  /** Everything kept, opened at the first call. */
  async open(): Promise<Memu> {
    this.#memu ??= this.#load();
    return this.#memu;
  }

  /** Data, on stdout. What came from outside is made safe here, unless it is exact data. */
  print(line: string): void {
    this.surroundings.stdout.write(`${safeText(line)}\n`);
  }

  /** What memu itself has made ready: coloured, complete, or part of a line. */
  printReady(text: string): void {
    this.surroundings.stdout.write(text);
  }

  /** Exact text for other programs; a person's terminal gets it safe. False when stdout wants a pause. */
  printExact(data: string): boolean {
    const {stdout} = this.surroundings;
    return stdout.write(stdout.isTTY ? safeText(data) : data) !== false;
  }

  /** Bytes for another program, never for a terminal; false when stdout wants a pause. */
  printBytes(bytes: Uint8Array): boolean {
    return this.surroundings.stdout.write(bytes) !== false;
  }

  /** One JSON document. */
  printJson(document: unknown): void {
    this.surroundings.stdout.write(`${safeJson(document, 2)}\n`);
  }

  /** One JSON object on a line of its own. */
  printJsonLine(value: unknown): void {
    this.surroundings.stdout.write(`${safeJson(value)}\n`);
  }

  /** An error as JSON, on stderr. */
  tellJson(value: unknown): void {
    this.surroundings.stderr.write(`${safeJson(value)}\n`);
  }

  /** Progress, hints and warnings, on stderr. */
  tell(line: string): void {
    this.surroundings.stderr.write(`${safeText(line)}\n`);
  }

  /** A word to whoever reads along on a terminal; programs have the data and need none. */
  tellPerson(line: string): void {
    if (this.surroundings.stdout.isTTY && this.surroundings.stderr.isTTY && !this.json) {
      this.tell(line);
    }
  }

  /** The same without an end of line: a question, and where its answer is typed. */
  tellPart(text: string): void {
    this.surroundings.stderr.write(safeText(text));
  }

  /** A line that replaces itself on a terminal and is left out elsewhere. */
  progress(line: string): void {
    if (this.surroundings.stderr.isTTY && !this.env.CI) {
      this.surroundings.stderr.write(`\r\u001b[K${safeText(line)}`);
    }
  }

  /** Takes the progress line away. */
  endProgress(): void {
    if (this.surroundings.stderr.isTTY && !this.env.CI)
      this.surroundings.stderr.write('\r\u001b[K');
  }

  /** All of stdin as text. @throws UsageError for bytes that are no UTF-8, with their position */
  async readStdin(): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.surroundings.stdin) {
      parts.push(Buffer.from(part));
      size += part.length;
      if (size > longestInput) throw new UsageError('more than 64 MiB came by stdin');
    }
    return decodeUtf8(Buffer.concat(parts), 'stdin');
  }

  /** Stdin as it comes, for what is too large to hold. */
  stdinBytes(): AsyncIterable<Uint8Array> {
    return this.surroundings.stdin as AsyncIterable<Uint8Array>;
  }

  /** The text itself, or stdin for `-`. */
  async textOrStdin(text: string): Promise<string> {
    return text === '-' ? this.readStdin() : text;
  }

  /** Asks for a line. @throws UsageError naming the flag when nobody can answer */
  async ask({text, flag}: CliQuestion): Promise<string> {
    if (!this.isInteractive) {
      throw new UsageError(
        `${safeText(text).replace(/\s*(\[y\/N\])?:?\s*$/, '')} Nobody is there to answer`,
        {hint: `answer with ${flag}`},
      );
    }
    const {createInterface} = await import('node:readline/promises');
    const {stdin} = this.surroundings;
    const reader = createInterface({input: stdin, output: process.stderr});
    try {
      return await reader.question(`${safeText(text)} `);
    } catch (cause) {
      // Ctrl+C or Ctrl+D: the person leaves without an answer.
      if (!(cause instanceof Error) || cause.name !== 'AbortError') throw cause;
      process.stderr.write('\n');
      throw new MemuError('interrupted', exitCodes.interrupted, 'nothing was answered', {cause});
    } finally {
      reader.close();
    }
  }

  /** A yes or no before something is destroyed; `--yes` answers it beforehand. */
  async confirm(text: string, isYes: boolean | undefined): Promise<boolean> {
    if (isYes) return true;
    const answer = await this.ask({text: `${text} [y/N]`, flag: '--yes'});
    return /^y(es)?$/i.test(answer.trim());
  }

  async close(): Promise<void> {
    if (this.#memu === undefined) return;
    const memu = await this.#memu.catch(() => undefined);
    // What was asked for is done: a purge that has to wait longer is no failure of this command.
    await memu?.finishPurge().catch(() => {});
    memu?.close();
  }

  async #load(): Promise<Memu> {
    const {Memu} = await import('../../src/app/memu.ts');
    return Memu.open({env: this.env, profile: this.#options.profile});
  }
}

/** @throws UsageError with the position of the first byte that is no UTF-8 */
export function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch (cause) {
    const lenient = new TextDecoder('utf-8').decode(bytes);
    const at = Buffer.byteLength(lenient.slice(0, lenient.indexOf('\ufffd')));
    throw new UsageError(
      `${name} is not UTF-8 text (byte ${at + 1} of ${count(bytes.length, 'byte')})`,
      {
        hint: 'convert it first, for example with iconv -f latin1 -t utf-8',
        cause,
      },
    );
  }
}
