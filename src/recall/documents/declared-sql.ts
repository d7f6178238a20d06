/** What kinds declare for recall, as SQL over an entry `e` and their side tables. */
import {fieldsOf, type Kind} from '../../entries/entry.ts';
import type {FieldTraits} from '../../entries/fields.ts';

export interface DeclaredSql {
  /** The words of an entry: its body, and each field of its kind that holds some, on a line of its own. */
  readonly text: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** Joins of the tables that `text` speaks of, and of those that any of them does. */
  readonly wordsFrom: string;
  readonly allFrom: string;
}

export function declaredSql(kinds: readonly Kind[]): DeclaredSql {
  const declared = kinds.flatMap(kind =>
    [...fieldsOf(kind)].map(([name, {recall}]) => ({
      recall,
      table: kind.table,
      column: `${kind.table}.${name}`,
    })),
  );
  const forRecall = declared.filter(({recall}) => recall !== undefined);
  const words = forRecall.filter(({recall}) => recall === 'words');
  const lines = words.map(({column}) => ` || coalesce(char(10) || nullif(${column}, ''), '')`);
  // An entry is of one kind, so at most one of the columns holds something.
  const firstOf = (what: FieldTraits<unknown>['recall']): string => {
    const columns = forRecall.filter(({recall}) => recall === what).map(({column}) => column);
    return `coalesce(${[...columns, 'NULL', 'NULL'].join(', ')})`;
  };
  return {
    text: `e.body${lines.join('')}`,
    validFrom: firstOf('valid-from'),
    validTo: firstOf('valid-to'),
    wordsFrom: joins(words),
    allFrom: joins(forRecall),
  };
}

const joins = (fields: readonly {readonly table: string}[]): string =>
  [...new Set(fields.map(({table}) => table))]
    .map(table => `LEFT JOIN ${table} ON ${table}.seq = e.seq`)
    .join(' ');
