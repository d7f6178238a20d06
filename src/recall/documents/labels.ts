/** Which tags and life areas a passage has. */
import {kinds} from '../../kinds/kinds.ts';

export interface Label {
  readonly facet: 'tag' | 'area';
  readonly label: string;
}

/** Kinds without areas of their own: as in lists, they are in those that their tags name. */
const taggedKinds = kinds.filter(({fields}) => !('areas' in fields)).map(({name}) => name);

const inKinds = taggedKinds.map(kind => `'${kind}'`).join(', ');

const labelledSql = (condition: string, passage: string): string =>
  `EXISTS (SELECT 1 FROM passage_labels l WHERE l.label = ? AND l.passage = ${passage} AND ${condition})`;

/** A condition on one label, in lower case, of the passage that an expression names. */
export const facetSql = {
  tag: (passage: string): string => labelledSql("l.facet = 'tag'", passage),
  area: (passage: string): string =>
    labelledSql(
      `(l.facet = 'area' OR (SELECT k.kind FROM passages k WHERE k.passage = l.passage) IN (${inKinds}))`,
      passage,
    ),
};

/** The same of something that is not in the index yet. */
export const isLabelled = (
  {kind, labels}: {readonly kind: string; readonly labels: readonly Label[]},
  facet: Label['facet'],
  wanted: readonly string[],
): boolean =>
  wanted.every(label =>
    labels.some(
      own =>
        (own.facet === facet || (facet === 'area' && taggedKinds.includes(kind))) &&
        own.label.toLowerCase() === label.toLowerCase(),
    ),
  );
