/** The licences of everything that a build contains, in one file beside it, as they ask for. */
import {globSync, readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {inRepository} from './repository.ts';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** Writes `licences.txt`: memu's own, then every installed package that is not only for building. */
export async function writeLicences(folder: string): Promise<void> {
  const lock = JSON.parse(readFileSync(inRepository('package-lock.json'), 'utf8'));
  const packages = Object.entries(lock.packages as Record<string, Locked>)
    .filter(([place, locked]) => place !== '' && !locked.dev)
    .flatMap(([place, locked]) => licenceOf(place, locked));
  const own = `memu\n\n${readFileSync(inRepository('LICENSE'), 'utf8')}`;
  await writeFile(
    path.join(folder, 'licences.txt'),
    [own, ...packages].join(`\n${'-'.repeat(72)}\n`),
  );
}

function licenceOf(place: string, {version, license}: Locked): readonly string[] {
  const [file] = globSync(['LICEN[CS]E*', 'licen[cs]e*'], {cwd: inRepository(place)});
  const text = file === undefined ? '' : readFileSync(inRepository(place, file), 'utf8');
  const name = place.replace(/^.*node_modules\//, '');
  return file === undefined && license === undefined
    ? []
    : [`${name} ${version ?? ''} (${license ?? 'see below'})\n\n${text}`];
}
