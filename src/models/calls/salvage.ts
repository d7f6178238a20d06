/** What is right of an answer that is nearly right: a text too long is cut, an item that is wrong is left out. */
import type {ZodType} from 'zod';

type Key = PropertyKey;
type Issue = {
  readonly code: string;
  readonly path: readonly Key[];
  readonly origin?: string;
  readonly maximum?: number | bigint;
};

/** More rounds than this find nothing new. */
const mostRounds = 8;

/** The value that the schema accepts once bad items of its lists are gone; undefined when there is none. */
export function salvageItems<T>(schema: ZodType<T>, answer: unknown): T | undefined {
  let value: unknown = structuredClone(answer);
  for (let round = 0; round < mostRounds; round++) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const mended = mendAll(value, parsed.error.issues as readonly Issue[]);
    if (mended === undefined) return undefined;
    value = mended;
  }
  return undefined;
}

function mendAll(value: unknown, issues: readonly Issue[]): unknown {
  const bad = new Set<string>();
  let root = value;
  for (const issue of issues) {
    const cut = shortened(at(root, issue.path), issue);
    if (cut !== undefined) root = replaced(root, issue.path, cut);
    else {
      const item = itemPath(root, issue.path);
      if (!item) return undefined;
      bad.add(JSON.stringify(item));
    }
  }
  // From the back: an index stays what it is until its own turn.
  const paths = [...bad].map(path => JSON.parse(path) as (string | number)[]).sort(lastFirst);
  for (const path of paths) root = without(root, path);
  return root;
}

/** A text or a list that is too long, cut to what it may have. */
function shortened(value: unknown, {code, maximum}: Issue): unknown {
  if (code !== 'too_big' || maximum === undefined) return undefined;
  if (typeof value === 'string' || Array.isArray(value)) return value.slice(0, Number(maximum));
  return undefined;
}

/** The innermost item of a list that the path goes through. */
function itemPath(root: unknown, path: readonly Key[]): readonly Key[] | undefined {
  for (let length = path.length; length > 0; length--) {
    if (Array.isArray(at(root, path.slice(0, length - 1)))) return path.slice(0, length);
  }
  return undefined;
}

const at = (root: unknown, path: readonly Key[]): unknown =>
  path.reduce<unknown>((one, key) => (one as Record<Key, unknown> | undefined)?.[key], root);

function replaced(root: unknown, path: readonly Key[], value: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  (at(root, path.slice(0, -1)) as Record<Key, unknown>)[last] = value;
  return root;
}

function without(root: unknown, path: readonly (string | number)[]): unknown {
  (at(root, path.slice(0, -1)) as unknown[]).splice(Number(path.at(-1)), 1);
  return root;
}

const lastFirst = (a: readonly (string | number)[], b: readonly (string | number)[]): number =>
  b.length - a.length || Number(b.at(-1)) - Number(a.at(-1));
