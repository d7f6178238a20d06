/** The few words in which the schemas of what `--json` prints are written. */
import type {Schema} from '../../src/entries/entry-schema.ts';

export type {Schema} from '../../src/entries/entry-schema.ts';

/** Schemas by command, as typed after `memu`. */
export interface Schemas {
  readonly [command: string]: Schema;
}

export const text: Schema = {type: 'string'};
export const whole: Schema = {type: 'integer'};
export const number: Schema = {type: 'number'};
export const flag: Schema = {type: 'boolean'};
/** A number from 0 to 1. */
export const share: Schema = {type: 'number', minimum: 0, maximum: 1};

export const oneOf = (...words: readonly string[]): Schema => ({type: 'string', enum: words});
export const orNull = (schema: Schema): Schema => ({anyOf: [schema, {type: 'null'}]});
export const listOf = (items: Schema): Schema => ({type: 'array', items});

/** An object whose named fields are all there, but for those that may be missing. */
export const record = (properties: Schemas, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter(name => !optional.includes(name)),
});

/** What a schema says, and these fields as well. */
export const both = (one: Schema, more: Schemas): Schema => ({allOf: [one, record(more)]});

/** The thing itself for one reference, a list of them for several. */
export const oneOrList = (schema: Schema): Schema => ({anyOf: [schema, listOf(schema)]});
