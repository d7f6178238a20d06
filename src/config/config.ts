/** The person's settings: environment over file over default, checked when they are read. */
import {readFileSync} from 'node:fs';
import {UsageError} from '../ground/errors.ts';
import {type Setting, type SettingValue, WrongValue} from './setting.ts';
import {
  environmentName,
  findSetting,
  type SettingName,
  settingNames,
  settings,
  type ValueOf,
} from './settings.ts';

type SettingSource = 'environment' | 'file' | 'default';

export interface Config {
  /** The value in force. */
  get<Name extends SettingName>(name: Name): ValueOf<Name>;
  /** Where that value comes from. */
  source(name: SettingName): SettingSource;
}

type Environment = Readonly<Record<string, string | undefined>>;
type TomlTable = Readonly<Record<string, unknown>>;
type Values = ReadonlyMap<SettingName, SettingValue>;

const noValues: Values = new Map();

/**
 * Reads the config file, when there is one, and lays the environment over it.
 *
 * @throws UsageError naming the setting, or line and column, when something in either cannot be used.
 */
export async function openConfig(file: string, env: Environment): Promise<Config> {
  const source = readSource(file);
  const values = source === undefined ? noValues : await readConfigText(source, file);
  return layer(
    values,
    readEnvironment(env),
    readEnvironment(env, name => settings[name].alias),
  );
}

/** `aliases` are variables of other programs: they stand in for a default and for nothing else. */
const layer = (file: Values, environment: Values, aliases: Values): Config => ({
  get: <Name extends SettingName>(name: Name) => {
    const set = [environment, file, aliases].find(values => values.has(name));
    return (set ? set.get(name) : settings[name].fallback) as ValueOf<Name>;
  },
  source: name =>
    environment.has(name)
      ? 'environment'
      : file.has(name)
        ? 'file'
        : aliases.has(name)
          ? 'environment'
          : 'default',
});

/** The text of the file; undefined when there is none. */
export function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UsageError(`The config file ${file} cannot be read (${code}).`, {cause: error});
  }
}

/**
 * The settings in a TOML text; `file` is for the messages only.
 *
 * @throws UsageError as `openConfig` does.
 */
export async function readConfigText(source: string, file: string): Promise<Values> {
  const written = flatten(await parseToml(source, file));
  const stranger = written.find(([name]) => findSetting(name) === undefined);
  if (stranger) throw await unknownSetting(stranger[0], ` in ${file}`);
  return new Map(
    written.map(([name, value]) => [
      name as SettingName,
      readValue(name as SettingName, value, ` in ${file}`),
    ]),
  );
}

/** The TOML text as nested tables. */
export async function parseToml(source: string, file: string): Promise<TomlTable> {
  const {parse, TomlError} = await import('smol-toml');
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    throw new UsageError(
      `The config file is not valid TOML: ${what} (${file}, line ${error.line}, column ${error.column}).`,
      {hint: 'memu config edit', cause: error},
    );
  }
}

/** Dotted names with their values, down to the settings and no deeper. */
const flatten = (table: TomlTable, above = ''): (readonly [string, unknown])[] =>
  Object.entries(table).flatMap(([key, value]) => {
    const name = above + key;
    const goesDeeper = isTable(value) && settingNames.some(one => one.startsWith(`${name}.`));
    return goesDeeper ? flatten(value, `${name}.`) : [[name, value] as const];
  });

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

function readEnvironment(
  env: Environment,
  variableOf: (name: SettingName) => string | undefined = environmentName,
): Values {
  const values = new Map<SettingName, SettingValue>();
  for (const name of settingNames) {
    const variable = variableOf(name);
    const words = variable === undefined ? undefined : env[variable];
    if (words === undefined || words === '') continue;
    values.set(name, readValue(name, settings[name].parse(words), ` in ${variable}`));
  }
  return values;
}

/** Checks one value; `where` ends the sentence when it is wrong. */
export function readValue(name: SettingName, value: unknown, where = ''): SettingValue {
  const setting: Setting<SettingValue> = settings[name];
  try {
    return setting.read(value);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    throw new UsageError(`The setting ${name}${where} ${error.message}.`, {
      hint: where.startsWith(' in MEMU_') ? `unset${where.slice(3)}` : `memu config set ${name} …`,
      cause: error,
    });
  }
}

export async function unknownSetting(name: string, where = ''): Promise<UsageError> {
  const {didYouMean} = await import('../ground/did-you-mean.ts');
  const meant = didYouMean(name, settingNames);
  const inside = settingNames.filter(one => one.startsWith(`${name}.`));
  return new UsageError(
    `There is no setting ${name || '""'}${where}.${meant ? ` Did you mean ${meant}?` : ''}`,
    {hint: inside.length > 0 ? `one of ${inside.join(', ')}` : 'memu config list'},
  );
}
