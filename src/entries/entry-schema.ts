/** JSON Schema of an entry, from the same declaration that stores and checks it. */

import type {Json} from '../ground/json.ts';
import {type Kind, states} from './entry.ts';
import type {Field} from './fields.ts';

export type Schema = {readonly [key: string]: Json};

const text: Schema = {type: 'string'};
const orNull = (schema: Schema): Schema => ({anyOf: [schema, {type: 'null'}]});
const listOf = (items: Schema): Schema => ({type: 'array', items});

const shared: {readonly [name: string]: Schema} = {
  id: {type: 'string', format: 'uuid'},
  state: {type: 'string', enum: states},
  title: text,
  body: text,
  tags: listOf(text),
  links: listOf({type: 'string', description: 'id of another entry'}),
  attachments: listOf({
    type: 'object',
    properties: {sha256: text, name: text, bytes: {type: 'integer'}, type: text},
    required: ['sha256', 'name', 'bytes', 'type'],
  }),
  metadata: {type: 'object'},
  ref: orNull({type: 'string', description: "the importer's own id"}),
  created_at: {type: 'string', format: 'date-time'},
  updated_at: {type: 'string', format: 'date-time'},
};

/** What `--json` prints for an entry of a kind. Fields may be added to it, never renamed or retyped. */
export function entrySchema(kind: Kind): Schema {
  const own = Object.entries(kind.fields as {readonly [name: string]: Field<unknown>});
  const properties = {
    ...shared,
    kind: {const: kind.name},
    ...Object.fromEntries(own.map(([name, field]) => [name, field.schema])),
  };
  return {type: 'object', properties, required: Object.keys(properties)};
}
