/**
 * What a restricted key may do: the worker's own verbs, read by patterns and never by a shell. sshd runs
 * `memu worker gate` for such a key whatever the client asks, and tells what that was.
 */
import {RefusedError} from '../ground/errors.ts';
import {safeLine} from '../ground/text.ts';

export type WorkerVerb =
  | {readonly verb: 'serve'}
  | {readonly verb: 'put'; readonly sha256: string; readonly size: number}
  | {readonly verb: 'get'; readonly sha256: string; readonly offset: number};

// Sizes of at most 15 digits are exact as numbers.
const verbs: readonly (readonly [RegExp, (groups: readonly string[]) => WorkerVerb])[] = [
  [/^serve$/, () => ({verb: 'serve'})],
  [
    /^put ([0-9a-f]{64}) (\d{1,15})$/,
    ([sha256 = '', size]) => ({verb: 'put', sha256, size: Number(size)}),
  ],
  [
    /^get ([0-9a-f]{64}) (\d{1,15})$/,
    ([sha256 = '', offset]) => ({verb: 'get', sha256, offset: Number(offset)}),
  ],
];

/** The words behind `memu worker`, joined by single blanks. Undefined for anything else. */
export function parseVerb(words: string): WorkerVerb | undefined {
  for (const [pattern, read] of verbs) {
    const found = pattern.exec(words);
    if (found) return read(found.slice(1));
  }
  return undefined;
}

/** Where a client may say that memu lies: as it is called on the path, or where `memu server setup` put it. */
const program = /^(?:memu|\.local\/share\/memu\/bin\/memu) worker /;

/**
 * What a client asked for through a restricted key (`SSH_ORIGINAL_COMMAND`).
 *
 * @throws RefusedError for everything but the worker's verbs
 */
export function passGate(asked: string | undefined): WorkerVerb {
  const words = asked !== undefined && program.test(asked) ? asked.replace(program, '') : undefined;
  const verb = words === undefined ? undefined : parseVerb(words);
  if (verb) return verb;
  throw new RefusedError(
    asked === undefined
      ? 'This key is for memu alone and opens no shell.'
      : `This key is for memu alone; it may not run "${safeLine(asked).slice(0, 80)}".`,
  );
}

/** The line of `authorized_keys` that binds a key to the gate; `memu` is its absolute path there. */
export const gateLine = (memu: string, publicKey: string): string =>
  `restrict,command="${memu} worker gate" ${publicKey.trim().split(/\s+/).slice(0, 2).join(' ')} memu-worker`;
