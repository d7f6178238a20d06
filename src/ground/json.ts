/** JSON as values, and as one text for one value. */

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | {readonly [key: string]: Json};

/** The same JSON text for the same value on every device: keys in order, no blanks. */
export function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(item => canonical(item)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const object = value as {readonly [key: string]: Json};
  const members = Object.keys(object)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical(object[key])}`);
  return `{${members.join(',')}}`;
}

/** Deeper than anything that people or their programs write; much deeper, and writing it ends the stack. */
const deepest = 100;

/** Whether lists and objects stand in each other more than a hundred deep. */
export function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap(one =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
  }
  return false;
}
