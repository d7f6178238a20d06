/** One definition per structured answer: zod validates, and the JSON Schema for the model comes from it. */
import type {ZodType} from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keywords that servers' grammars cannot take, or take and do not enforce. */
const dropped = new Set([
  '$schema',
  'pattern',
  'format',
  'uniqueItems',
  'default',
  'examples',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
]);

/** Longer texts make a grammar that crashes servers; up to this they enforce the length. */
const longestInGrammar = 600;

/** Numbers that are a limit of numbers, and none of the answer. */
const largestInGrammar = 1_000_000;

/** The schema as a model's server can enforce it; validation uses the whole definition. */
export async function schemaForModel(definition: ZodType): Promise<JsonSchema> {
  const {z} = await import('zod');
  return simplify(z.toJSONSchema(definition, {io: 'output', reused: 'inline'})) as JsonSchema;
}

/** Removes what grammars choke on; every property becomes required, so that nothing is forgotten. */
function simplify(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(simplify);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') kept.properties = eachProperty(value);
    else if (!dropped.has(key) && isEnforced(key, value, schema)) kept[key] = simplify(value);
  }
  if (kept.properties !== undefined) {
    kept.required = Object.keys(kept.properties as object);
    kept.additionalProperties = false;
  }
  return kept;
}

/** Lengths of texts and ranges of whole numbers, as far as grammars can take them. */
function isEnforced(key: string, value: unknown, schema: object): boolean {
  if (key === 'maxLength') return Number(value) <= longestInGrammar;
  if (key !== 'minimum' && key !== 'maximum') return true;
  return (
    (schema as {type?: unknown}).type === 'integer' && Math.abs(Number(value)) <= largestInGrammar
  );
}

/** Property names are names and not keywords: one may well be called `pattern`. */
const eachProperty = (properties: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties as object).map(([name, schema]) => [name, simplify(schema)]),
  );
