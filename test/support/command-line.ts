/** Runs a command line in this process, in a home of its own, and gives back what a person would see. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {onTestFinished} from 'vitest';
import {run} from '../../commands/program.ts';

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Home {
  readonly path: string;
  /** Runs words as typed after `memu`. */
  memu(...words: readonly string[]): Promise<Answer>;
  /** The same with something on stdin. */
  pipe(stdin: string | Uint8Array, ...words: readonly string[]): Promise<Answer>;
  /** The JSON that a command prints; fails when it does not exit with 0. */
  json<Document>(...words: readonly string[]): Promise<Document>;
}

/** A home that is removed when the test has finished. */
export function newHome(env: Readonly<Record<string, string>> = {}): Home {
  const path = mkdtempSync(join(tmpdir(), 'memu-test-'));
  onTestFinished(() => rmSync(path, {recursive: true, force: true}));
  const pipe = async (stdin: string | Uint8Array, ...words: readonly string[]): Promise<Answer> => {
    let [out, err] = ['', ''];
    const code = await run(words, {
      env: {MEMU_HOME: path, TZ: 'UTC', MEMU_TIME_ZONE: 'UTC', ...env},
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout: {
        write: text => {
          out += text;
          return true;
        },
      },
      stderr: {
        write: text => {
          err += text;
          return true;
        },
      },
    });
    return {code, out, err};
  };
  const memu = (...words: readonly string[]): Promise<Answer> => pipe('', ...words);
  return {
    path,
    memu,
    pipe,
    json: async <Document>(...words: readonly string[]) => {
      const {code, out, err} = await memu(...words, '--json');
      if (code !== 0) throw new Error(`memu ${words.join(' ')} left with ${code}: ${err}`);
      return JSON.parse(out) as Document;
    },
  };
}
