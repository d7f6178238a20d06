/** Some fields of a record that belong together, and how two of their states compare. */
import {isEmpty, type Json, sameValue} from '../records/record.ts';

export type FieldGroup = Readonly<Record<string, Json | undefined>>;

export const sameFieldGroup = (a: FieldGroup, b: FieldGroup): boolean =>
  Object.keys(a).every(name => sameValue(a[name], b[name]));

/** Below, above or equal to 0, the same on every device. */
export function canonicalOrder(a: FieldGroup, b: FieldGroup, name: string): number {
  const [x, y] = [a, b].map(side => (isEmpty(side[name]) ? '' : JSON.stringify(side[name])));
  return x! < y! ? -1 : x === y ? 0 : 1;
}

/** A single field's value, or an object for fields that belong together. */
export const valueOfGroup = (name: string, sliver: FieldGroup): Json =>
  Object.keys(sliver).length === 1
    ? (sliver[name] ?? null)
    : Object.fromEntries(Object.entries(sliver).map(([key, value]) => [key, value ?? null]));
