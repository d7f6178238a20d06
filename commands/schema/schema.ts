/** `memu schema [COMMAND]`: JSON Schema of what `--json` prints, with a version. */
import {Command} from 'commander';
import type {Schema} from '../../src/entries/entry-schema.ts';
import {didYouMean} from '../../src/ground/did-you-mean.ts';
import {NotFoundError} from '../../src/ground/errors.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {type Schemas, schemas, schemaVersion} from './schemas.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  schemaCommand: {
    group: 'This machine',
    order: 370,
    summary: 'JSON Schema of what --json prints',
  },
};

export const schemaCommand = (cli: Cli): Command =>
  new Command('schema')
    .description('JSON Schema of what --json prints; without COMMAND the list of what has one')
    .argument('[command...]', 'such as "note list"')
    .action(async (words: readonly string[]) => {
      const all = await schemas();
      const name = words.join(' ');
      if (name === '') {
        return cli.printJson({version: schemaVersion, commands: Object.keys(all).sort()});
      }
      const schema = all[name];
      if (schema === undefined) {
        throw new NotFoundError(`there is no schema for "${name}"`, {hint: hintFor(name, all)});
      }
      cli.printJson(document(name, schema));
    });

/** The commands of a group, the command that was meant, or where all of them are. */
function hintFor(name: string, all: Schemas): string {
  const names = Object.keys(all).sort();
  const inGroup = names.filter(one => one.startsWith(`${name} `));
  if (inGroup.length > 0) return `one of ${inGroup.join(', ')}`;
  const meant = didYouMean(name, names);
  return meant === undefined
    ? '`memu schema` lists them'
    : `did you mean \`memu schema ${meant}\`?`;
}

/** A schema as a document of its own. */
export const document = (name: string, schema: Schema): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `memu:${name.replaceAll(' ', ':')}:${schemaVersion}`,
  title: `memu ${name} --json`,
  version: schemaVersion,
  ...schema,
});
