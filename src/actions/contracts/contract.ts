/**
 * Contracts of what programs get and give, in zod, and how they are printed as JSON Schema. Loaded for
 * `memu schema` and for other doors only: no command that prints JSON pays for it.
 */
import {z} from 'zod';
import type {Schema} from '../../entries/entry-schema.ts';
import type {Json} from '../../ground/json.ts';

/** By command, as typed after `memu`. */
export interface Contracts {
  readonly [command: string]: z.ZodType;
}

export const textSchema = z.string();
export const whole = z.int();
export const number = z.number();
export const flagSchema = z.boolean();
/** A number from 0 to 1. */
export const share = z.number().min(0).max(1);

/** An object whose named fields are there, but for those that may be missing; a later version may add some. */
export const record = (
  shape: Readonly<Record<string, z.ZodType>>,
  optional: readonly string[] = [],
): z.ZodType =>
  z.looseObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, one]) => [
        name,
        optional.includes(name) ? one.optional() : one,
      ]),
    ),
  );

/** What a contract says, and these fields as well. */
export function both(one: z.ZodType, more: Readonly<Record<string, z.ZodType>>): z.ZodType {
  const contract = z.intersection(one, record(more));
  joined.set(contract, [one, record(more)]);
  return contract;
}

/** What `both` joined: printed as it was said, where zod would write one object out of two. */
const joined = new WeakMap<object, readonly z.ZodType[]>();

/** The thing itself for one reference, a list of them for several. */
export const oneOrList = (one: z.ZodType): z.ZodType => z.union([one, z.array(one)]);

/** Contracts that were made from a JSON Schema, which is printed as it was. */
const given = new WeakMap<object, Schema>();

/** The contract that a JSON Schema states. */
export function contractOf(schema: Schema): z.ZodType {
  const contract = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  given.set(contract, schema);
  return contract;
}

/** The JSON Schema that says what a contract does, in the fewest words. */
export function schemaOf(contract: z.ZodType): Schema {
  const {$schema, ...schema} = z.toJSONSchema(contract, {
    reused: 'inline',
    override: ({zodSchema, jsonSchema}) => {
      const parts = joined.get(zodSchema);
      const known = parts ? {allOf: parts.map(schemaOf)} : given.get(zodSchema);
      if (known) replace(jsonSchema, known);
      else shorten(jsonSchema);
    },
  });
  return apart(schema as Schema) as Schema;
}

type Draft = {[key: string]: unknown};

function replace(draft: Draft, schema: Schema): void {
  for (const key of Object.keys(draft)) delete draft[key];
  Object.assign(draft, schema);
}

/** Leaves out what zod says although it goes without saying. */
function shorten(draft: Draft): void {
  const {additionalProperties, properties, minimum, maximum} = draft;
  if (minimum === Number.MIN_SAFE_INTEGER) delete draft.minimum;
  if (maximum === Number.MAX_SAFE_INTEGER) delete draft.maximum;
  if ('const' in draft) delete draft.type;
  if (isEmpty(additionalProperties)) delete draft.additionalProperties;
  if (isEmpty(properties)) delete draft.properties;
  delete draft.propertyNames;
}

/** Types that zod drew together (`["string", "null"]`) stand apart, as they do in every version so far. */
function apart(value: Json): Json {
  if (Array.isArray(value)) return value.map(apart);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) =>
      key === 'type' && Array.isArray(one)
        ? ['anyOf', one.map(type => ({type}))]
        : [key, apart(one)],
    ),
  );
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
