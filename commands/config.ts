/** `memu config …` */
import {Command} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {readSource, unknownSetting} from '../src/config/config.ts';
import {unknownVariables} from '../src/config/environment.ts';
import {findSetting, type SettingName, settingNames, settings} from '../src/config/settings.ts';
import {NotFoundError} from '../src/ground/errors.ts';
import type {Cli} from './cli/cli.ts';
import {editText} from './cli/editor.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption} from './cli/options.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  configCommand: {
    group: 'This machine',
    order: 340,
    summary: 'Settings: {commands}',
  },
};

export const configCommand = (cli: Cli): Command =>
  new Command('config')
    .description('Settings of this machine; an environment variable such as MEMU_LLM_HOSTS wins')
    .addCommand(configList(cli))
    .addCommand(configGet(cli))
    .addCommand(configSet(cli))
    .addCommand(configUnset(cli))
    .addCommand(configPath(cli))
    .addCommand(configEdit(cli));

interface Shown {
  readonly name: string;
  readonly value: unknown;
  readonly source: string;
  readonly about: string;
}

const shown = (memu: Memu, name: SettingName): Shown => ({
  name,
  value: memu.config.get(name) ?? null,
  source: memu.config.source(name),
  about: settings[name].about,
});

/** A value without the passwords in its addresses: a list is read over shoulders, and pasted. */
const withoutPasswords = (value: unknown): unknown =>
  typeof value === 'string'
    ? value.replace(/(:\/\/)[^\s/?#]*@/g, '$1…@')
    : Array.isArray(value)
      ? value.map(withoutPasswords)
      : value;

const valueText = (value: unknown): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const configList = (cli: Cli): Command =>
  new Command('list')
    .description('Every setting with its value and where that comes from')
    .option('--changed', 'only what differs from the default')
    .action(async ({changed}: {changed?: boolean}) => {
      const memu = await cli.open();
      const rows = settingNames
        .map(name => shown(memu, name))
        .map(row => ({...row, value: withoutPasswords(row.value)}))
        .filter(row => !changed || row.source !== 'default');
      if (cli.json) return cli.printJson(rows);
      for (const words of unknownVariables(cli.env)) cli.tell(words);
      const width = Math.max(0, ...rows.map(row => row.name.length));
      for (const {name, value, source, about} of rows) {
        const from = source === 'default' ? '' : `(${source})`;
        cli.print(joined(name.padEnd(width), `${valueText(value)}`.padEnd(12), from, about));
      }
    });

const configGet = (cli: Cli): Command =>
  new Command('get')
    .description('The value of a setting')
    .argument('<name>', 'such as llm.hosts')
    .action(async (name: string) => {
      const found = findSetting(name);
      if (found === undefined) throw await unknownSetting(name);
      const memu = await cli.open();
      const {value} = shown(memu, found.name);
      const item = found.item === undefined ? value : itemOf(value, found.item);
      if (cli.json) cli.printJson(item);
      else cli.print(valueText(item));
    });

function itemOf(value: unknown, name: string): unknown {
  const item = (value as {readonly [name: string]: unknown} | null)?.[name];
  if (item === undefined) throw new NotFoundError(`${name} is not set`);
  return item;
}

const configSet = (cli: Cli): Command =>
  new Command('set')
    .description('Change a setting; comments and order of the file stay')
    .argument('<name>', 'such as llm.hosts')
    .argument('<value...>', 'the value; lists take several')
    .addOption(dryRunOption())
    .action(async (name: string, words: readonly string[], {dryRun}: DryRun) => {
      const {setInConfig} = await import('../src/config/config-file.ts');
      const isRehearsal = dryRun;
      const value = await setInConfig(await configFile(cli), name, words, {isRehearsal});
      if (isRehearsal) printRehearsed(cli, {name, value, source: 'file'});
      else await printSetting(cli, name);
    });

const configUnset = (cli: Cli): Command =>
  new Command('unset')
    .description('Go back to the default')
    .argument('<name>', 'such as llm.hosts')
    .addOption(dryRunOption())
    .action(async (name: string, {dryRun}: DryRun) => {
      const {removeFromConfig} = await import('../src/config/config-file.ts');
      await removeFromConfig(await configFile(cli), name, {isRehearsal: dryRun});
      const value = settings[findSetting(name)!.name].fallback ?? null;
      if (dryRun) printRehearsed(cli, {name, value, source: 'default'});
      else await printSetting(cli, name);
    });

function printRehearsed(cli: Cli, said: Omit<Shown, 'about'>): void {
  const setting = {...said, value: withoutPasswords(said.value)};
  if (cli.json) cli.printJson(setting);
  else cli.print(`${setting.name} would be ${valueText(setting.value)}`);
}

/** What holds now, read anew: an environment variable may still win. */
async function printSetting(cli: Cli, name: string): Promise<void> {
  const {openConfig} = await import('../src/config/config.ts');
  const config = await openConfig(await configFile(cli), cli.env);
  const found = findSetting(name)!;
  const value = withoutPasswords(config.get(found.name) ?? null);
  if (cli.json) return cli.printJson({name: found.name, value, source: config.source(found.name)});
  cli.print(`${found.name} = ${valueText(value)}`);
  if (config.source(found.name) === 'environment') {
    cli.tell('an environment variable decides this one; the file has no effect');
  }
}

/** Where the file lies, also when what is in it cannot be read. */
async function configFile(cli: Cli): Promise<string> {
  const {findPaths} = await import('../src/config/paths.ts');
  return findPaths(cli.env, cli.options.profile).configFile;
}

const configPath = (cli: Cli): Command =>
  new Command('path').description('Where the file is').action(async () => {
    const file = await configFile(cli);
    if (cli.json) cli.printJson({path: file});
    else cli.print(file);
  });

const configEdit = (cli: Cli): Command =>
  new Command('edit')
    .description('Open the file in the editor; it is replaced only when it is valid')
    .action(async () => {
      const file = await configFile(cli);
      const {replaceConfig} = await import('../src/config/config-file.ts');
      const edited = await editText(
        cli,
        readSource(file) ?? starter(),
        'config.toml',
        'memu config set NAME VALUE',
      );
      await replaceConfig(file, edited);
      cli.tell(`kept in ${file}`);
    });

/** Every setting as a comment, so that an empty file explains itself. */
function starter(): string {
  const sections = new Map<string, string[]>();
  for (const name of settingNames) {
    const [section = '', ...rest] = name.split('.');
    const lines = sections.get(section) ?? [];
    const value = JSON.stringify(settings[name].fallback ?? '');
    lines.push(`# ${settings[name].about}`, `# ${rest.join('.')} = ${value}`);
    sections.set(section, lines);
  }
  return [...sections].map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`).join('\n');
}
