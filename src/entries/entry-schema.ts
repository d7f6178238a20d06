/** JSON Schema of an entry, from the same declaration that stores and checks it. */
import type {Json} from '../ground/json.ts';
import {fieldsOf, type Kind} from './entry.ts';
import {sharedFields} from './shared-fields.ts';

export type Schema = {readonly [key: string]: Json};

/** What `--json` prints for an entry of a kind. Fields may be added to it, never renamed or retyped. */
export function entrySchema(kind: Kind): Schema {
  const {deleted_at, ...shared} = sharedFields;
  const own = [...fieldsOf(kind)].filter(([name]) => !(name in sharedFields));
  const properties = {
    id: {type: 'string', format: 'uuid'},
    ...schemasOf(Object.entries(shared)),
    kind: {const: kind.name},
    ...schemasOf(own),
  };
  return {type: 'object', properties, required: Object.keys(properties)};
}

const schemasOf = (
  fields: readonly (readonly [string, {readonly schema: Schema}])[],
): {[name: string]: Schema} => Object.fromEntries(fields.map(([name, {schema}]) => [name, schema]));
