/**
 * Fields of what a host answered, read with suspicion: a host of somebody else's, or a program that
 * happens to listen there, may answer with anything. What is not of the expected kind counts as not
 * said. By hand, because a library of schemas would cost each first answer 30 ms.
 */

/** An answer that is longer, or of another shape, than the protocol has: what the host did, after its name. */
export class StrangeAnswer extends Error {}

export type AnswerFields = Readonly<Record<string, unknown>>;

/** An object that is no list. */
export const isFields = (value: unknown): value is AnswerFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object in a field; an empty one when there is none. */
export const objectField = (value: unknown): AnswerFields => (isFields(value) ? value : {});

/** Text of at most `most` characters; longer is no text of this kind. */
export const textField = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value.length <= most ? value : undefined;

/** A count: a whole number from 0. */
export const countField = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** A count that is more than nothing: hosts write 0 for what they do not know. */
export const sizeOf = (value: unknown): number | undefined => countField(value) || undefined;

/** Nanoseconds as milliseconds. */
export const msOf = (value: unknown): number | undefined => {
  const nanoseconds = countField(value);
  return nanoseconds === undefined ? undefined : nanoseconds / 1e6;
};

/** The objects in a list; undefined for what is no list. Nothing at all is an empty one. */
export const listField = (value: unknown): readonly AnswerFields[] | undefined =>
  value === undefined || value === null
    ? []
    : Array.isArray(value)
      ? value.filter(isFields)
      : undefined;

/** A vector; undefined when something in it is no number. */
export const vectorOf = (value: unknown): readonly number[] | undefined =>
  Array.isArray(value) && value.every(Number.isFinite) ? (value as number[]) : undefined;

/** Longest name of a model that is taken for one. */
const longestName = 300;

/** The name of a model; undefined when it could not be one. */
export const modelName = (value: unknown): string | undefined =>
  textField(value, longestName)?.trim() || undefined;
