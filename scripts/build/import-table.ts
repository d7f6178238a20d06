/** The table of all formats that can be taken in, written from their files: a new format is one file. */
import {globSync} from 'node:fs';
import type {Importer} from '../../src/exchange/importers/importer.ts';
import {inRepository} from './repository.ts';

interface Found extends Importer {
  readonly file: string;
}

/** The text of `src/exchange/importers/registry.ts`. */
export async function importTableText(): Promise<string> {
  const folder = inRepository('src/exchange/importers');
  const files = globSync('*.ts', {cwd: folder}).filter(file => file !== 'registry.ts');
  const found = await Promise.all(
    files.map(async (file): Promise<readonly Found[]> => {
      const {importers = []} = (await import(`${folder}/${file}`)) as {importers?: Importer[]};
      return importers.map(importer => ({...importer, file}));
    }),
  );
  const rows = found.flat().toSorted((a, b) => a.order - b.order);
  return `${header}${rows.map(rowText).join('')}];\n`;
}

const rowText = ({file, name, about, takes, counts, order}: Found): string =>
  [
    '  {',
    `    name: '${name}',`,
    `    about: '${about}',`,
    `    takes: '${takes}',`,
    `    counts: '${counts}',`,
    `    order: ${order},`,
    `    load: async () => (await import('./${file}')).importers,`,
    '  },\n',
  ].join('\n');

const header = `/**
 * Every format that can be taken in, and how to load it. Written by \`npm run docs\` from what each
 * format's file says of itself; do not edit it.
 */
import type {Importer, ImportFormat} from './importer.ts';

export interface ImportEntry extends ImportFormat {
  readonly load: () => Promise<readonly Importer[]>;
}

export const importFormats: readonly ImportEntry[] = [
`;
