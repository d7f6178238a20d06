/** Runs command lines in this process, in a given home, and gives back what a person would see. */
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {run} from '../../commands/program.ts';

interface Answer {
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

/** What memu finds around it. */
export interface Place {
  /** Whether the answer goes to a terminal of this width; nobody types into it. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A home at a path that the caller makes and removes. */
export function homeAt(
  path: string,
  env: Readonly<Record<string, string>> = {},
  place: Place = {},
): Home {
  const pipe = async (stdin: string | Uint8Array, ...words: readonly string[]): Promise<Answer> => {
    let [out, err] = ['', ''];
    const code = await run(words, {
      env: {
        MEMU_HOME: path,
        // The key of a home's secrets lies beside the home, not in it; here it goes with the test.
        XDG_STATE_HOME: join(path, 'keys-of-this-home'),
        TZ: 'UTC',
        MEMU_TIME_ZONE: 'UTC',
        ...env,
      },
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout: {
        ...place,
        write: text => {
          out += text;
          return true;
        },
      },
      stderr: {
        ...place,
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
