/** A field of an entry as a person types it, `priority=high` or `tags=home, garden`, to the value it means. */
import {UsageError} from '../ground/errors.ts';
import type {Json} from '../ground/json.ts';
import type {Kind} from './entry.ts';
import {type Field, flag, moment} from './fields.ts';

type AnyFields = {readonly [name: string]: Field<unknown> | undefined};

const sharedNames = ['title', 'body', 'tags'];

/** True for a field that holds a date or a time. */
export const isMomentField = (kind: Kind, name: string): boolean =>
  (kind.fields as AnyFields)[name]?.schema === moment.schema;

/**
 * The value that a text stands for; `none` takes one away. Dates stay as they were typed.
 *
 * @throws UsageError for a field that the kind does not have, or one that is no matter of words
 */
export function readFieldText(kind: Kind, name: string, text: string): Json {
  if (name === 'tags') return listOf(text);
  if (sharedNames.includes(name)) return text;
  const field = (kind.fields as AnyFields)[name];
  if (field === undefined) throw unknownField(kind, name);
  const {initial, schema} = field;
  if (initial === null && /^none$/i.test(text.trim())) return null;
  if (Array.isArray(initial)) return listOf(text);
  if (schema === flag.schema) return /^(yes|true|on)$/i.test(text.trim());
  if (schema.type === 'number') return Number(text);
  if (typeof initial === 'object' && initial !== null) throw unknownField(kind, name);
  return text;
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '' && item.toLowerCase() !== 'none');

function unknownField(kind: Kind, name: string): UsageError {
  const names = Object.entries(kind.fields as {[name: string]: Field<unknown>})
    .filter(
      ([, {initial}]) => typeof initial !== 'object' || initial === null || Array.isArray(initial),
    )
    .map(([known]) => known);
  return new UsageError(`a ${kind.name} has no field ${name} to change`, {
    hint: `one of ${[...sharedNames, ...names].join(', ')}`,
  });
}
