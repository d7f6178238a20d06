/**
 * Programs that memu runs for a person because they lie in a folder. As ssh does with its own, the
 * owner and the mode of the whole path count: whoever can write a folder above can put another file there.
 */
import {lstatSync, realpathSync, type Stats} from 'node:fs';
import {dirname, join, parse, relative, sep} from 'node:path';

/** Why a path is not obeyed, and what mends that. */
interface Distrust {
  readonly reason: string;
  readonly fix: string;
}

/** Root may do anything anyway. */
const isOwner = (uid: number): boolean => uid === 0 || uid === (process.getuid?.() ?? uid);

const othersWrite = 0o022;
const sticky = 0o1000;

/** In a folder such as /tmp everybody writes, and nobody may replace what is another's. */
const isShared = ({mode, uid}: Stats): boolean => (mode & sticky) !== 0 && uid === 0;

function distrustOf(path: string, found: Stats, isAbove: boolean): Distrust | undefined {
  if (found.isSymbolicLink()) return undefined; // a link has no mode; where it leads is looked at
  if (!isOwner(found.uid))
    return {reason: `${path} belongs to somebody else`, fix: `chown ${process.getuid?.()} ${path}`};
  if ((found.mode & othersWrite) === 0 || (isAbove && isShared(found))) return undefined;
  return {
    reason: `others can write it, or put another in its place: ${path}`,
    fix: `chmod go-w ${path}`,
  };
}

/** Every folder from the root of the file system down to a path, the path itself last. */
function stepsTo(path: string): readonly string[] {
  const steps = [path];
  for (let at = path; at !== parse(at).root; ) {
    at = dirname(at);
    steps.unshift(at);
  }
  return steps;
}

/** Undefined when nobody but the person and root can change what lies at a path, or nothing lies there. */
function distrustOfPath(path: string): Distrust | undefined {
  const real = realPathOf(path);
  if (real === undefined) return undefined;
  const steps = new Set([...stepsTo(path), ...stepsTo(real)]);
  for (const step of steps) {
    const found = lstatSync(step, {throwIfNoEntry: false});
    const distrust = found && distrustOf(step, found, step !== real && step !== path);
    if (distrust) return distrust;
  }
  return undefined;
}

/** The same for a program in a folder of its own: no link leads out, and it takes nobody else's rights. */
export function distrustOfProgram(folder: string, name: string): Distrust | undefined {
  const path = join(folder, name);
  const [root, real] = [realPathOf(folder), realPathOf(path)];
  if (root === undefined || real === undefined) return undefined;
  if (relative(root, real).startsWith(`..${sep}`))
    return {
      reason: `${path} is a link out of ${folder}`,
      fix: `cp --remove-destination ${real} ${path}`,
    };
  if ((lstatSync(real).mode & 0o6000) !== 0)
    return {
      reason: `${path} runs with the rights of its owner or group`,
      fix: `chmod ug-s ${path}`,
    };
  return distrustOfPath(path);
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // nothing lies there, and nothing is obeyed
  }
}
