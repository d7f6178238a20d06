/** What a memory is: something worth knowing about a person's life, with the words it came from. */
import {defineKind, type EntryOf, type InputOf} from '../entries/entry.ts';
import {fraction, json, moment, oneOf, optionalText, parseText} from '../entries/fields.ts';

export const memoryTypes = [
  'goal',
  'routine',
  'preference',
  'reflection',
  'achievement',
  'fact',
  'person',
  'event',
] as const;
export type MemoryType = (typeof memoryTypes)[number];

/** The type that a word names; a fact where it names none. */
export const memoryTypeOf = (word: unknown): MemoryType =>
  memoryTypes.find(known => known === word) ?? 'fact';

/** Where a memory comes from, and the exact words. */
export interface MemorySource {
  readonly [part: string]: string | null;
  /** `person`, `conversation`, `import`, … */
  readonly kind: string;
  /** Id of the entry or turn. */
  readonly id: string | null;
  readonly quote: string | null;
}

export const toldByPerson: MemorySource = {kind: 'person', id: null, quote: null};

const source = json<MemorySource>(
  toldByPerson,
  (value, name) => {
    const {kind, id, quote} = value as Partial<MemorySource>;
    return {
      kind: parseText(kind ?? 'person', `${name}.kind`),
      id: id == null ? null : parseText(id, `${name}.id`),
      quote: quote == null ? null : parseText(quote, `${name}.quote`),
    };
  },
  {
    type: 'object',
    properties: {
      kind: {type: 'string'},
      id: {anyOf: [{type: 'string'}, {type: 'null'}]},
      quote: {anyOf: [{type: 'string'}, {type: 'null'}]},
    },
    required: ['kind', 'id', 'quote'],
  },
);

export const memoryKind = defineKind(
  'memory',
  'memories',
  {
    type: oneOf(memoryTypes, 'fact'),
    source,
    confidence: fraction(1),
    valid_from: {...moment, recall: 'valid-from'},
    valid_to: {...moment, recall: 'valid-to'},
    superseded_by: optionalText,
  },
  {isFiledByYear: true},
);

export type Memory = EntryOf<typeof memoryKind>;
export type MemoryInput = InputOf<typeof memoryKind>;
