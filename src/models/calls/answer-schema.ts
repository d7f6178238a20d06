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
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
]);

/** The schema as a model's server can enforce it; validation uses the whole definition. */
export async function schemaForModel(definition: ZodType): Promise<JsonSchema> {
  const {z} = await import('zod');
  return simplify(z.toJSONSchema(definition, {io: 'output', reused: 'inline'})) as JsonSchema;
}

/** Removes what grammars choke on; every property becomes required, so that nothing is forgotten. */
export function simplify(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(simplify);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') kept.properties = eachProperty(value);
    else if (!dropped.has(key)) kept[key] = simplify(value);
  }
  if (kept.properties !== undefined) {
    kept.required = Object.keys(kept.properties as object);
    kept.additionalProperties = false;
  }
  return kept;
}

/** Property names are names and not keywords: one may well be called `pattern`. */
const eachProperty = (properties: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties as object).map(([name, schema]) => [name, simplify(schema)]),
  );
