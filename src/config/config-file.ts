/** Writing the config file: one value at a time, by hand in an editor, and never a broken one over a good one. */
import {isDeepStrictEqual} from 'node:util';
import {UsageError} from '../ground/errors.ts';
import {writePrivateFile} from '../ground/private-file.ts';
import {parseToml, readConfigText, readSource, readValue, unknownSetting} from './config.ts';
import {findSetting, settings} from './settings.ts';
import {removeFromToml, setInToml} from './toml-edit.ts';

export interface ConfigWriting {
  readonly isRehearsal?: boolean | undefined;
}

/**
 * Sets one value, given as words from the command line, and keeps the person's comments and order; returns the value.
 * Lists take several words or one with commas. A rehearsal checks everything and writes nothing.
 *
 * @throws UsageError when the setting is unknown, the value is wrong, or the file is broken already.
 */
export async function setInConfig(
  file: string,
  name: string,
  words: readonly string[],
  {isRehearsal = false}: ConfigWriting = {},
): Promise<unknown> {
  const found = findSetting(name);
  if (!found) throw await unknownSetting(name);
  const setting = settings[found.name];
  if (setting.type === 'table' && found.item === undefined) {
    throw new UsageError(`${name} holds several values; name one of them.`, {
      hint: `memu config set ${name}.NAME VALUE`,
    });
  }
  const value = parseWords(found.name, found.item, words);
  const path = [...found.name.split('.'), ...(found.item === undefined ? [] : [found.item])];
  const literal = await writeLiteral(value);
  const next = await edited(file, source => setInToml(source, path, literal), path, value);
  if (!isRehearsal) writePrivateFile(file, next);
  return value;
}

/** Removes one value, so that the default counts again. */
export async function removeFromConfig(
  file: string,
  name: string,
  {isRehearsal = false}: ConfigWriting = {},
): Promise<void> {
  const found = findSetting(name);
  if (!found) throw await unknownSetting(name);
  const path = [...found.name.split('.'), ...(found.item === undefined ? [] : [found.item])];
  if (readSource(file) === undefined) return;
  const next = await edited(file, source => removeFromToml(source, path), path, undefined);
  if (!isRehearsal) writePrivateFile(file, next);
}

/**
 * Puts a whole new text in place of the file.
 *
 * @throws UsageError when it is not valid; the file stays as it was.
 */
export async function replaceConfig(file: string, source: string): Promise<void> {
  await readConfigText(source, file);
  writePrivateFile(file, source);
}

function parseWords(
  name: keyof typeof settings,
  item: string | undefined,
  words: readonly string[],
): unknown {
  const setting = settings[name];
  if (item !== undefined) {
    const table = readValue(name, setting.parse(`${item}=${words.join(' ')}`));
    return (table as Readonly<Record<string, unknown>>)[item];
  }
  const joined = words.join(setting.type === 'list' ? ',' : ' ');
  return readValue(name, setting.parse(joined));
}

async function writeLiteral(value: unknown): Promise<string> {
  const {stringify} = await import('smol-toml');
  return stringify({value})
    .replace(/^value = /, '')
    .trimEnd();
}

/** The file's text after an edit, which changes this one value and nothing else. */
async function edited(
  file: string,
  edit: (source: string) => string,
  path: readonly string[],
  value: unknown,
): Promise<string> {
  const old = readSource(file) ?? '';
  const wanted = withPath(await parseToml(old, file), path, value);
  const next = edit(old);
  const written = await parseToml(next, file).catch(() => undefined);
  if (!isDeepStrictEqual(plain(written), plain(wanted))) {
    throw new UsageError(
      `${path.join('.')} cannot be changed in place, the way ${file} is written. Nothing was changed.`,
      {hint: 'memu config edit'},
    );
  }
  await readConfigText(next, file);
  return next;
}

type TomlTable = Readonly<Record<string, unknown>>;

function withPath(table: TomlTable, path: readonly string[], value: unknown): TomlTable {
  const [first, ...rest] = path as [string, ...string[]];
  const {[first]: old, ...others} = table;
  if (rest.length === 0) return value === undefined ? others : {...others, [first]: value};
  if (old === undefined && value === undefined) return table;
  return {...others, [first]: withPath((old ?? {}) as TomlTable, rest, value)};
}

/** The same values without the prototypes that the parser chose, and without empty tables. */
const plain = (value: unknown): unknown =>
  value === undefined
    ? undefined
    : JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
        isEmptyTable(one) ? undefined : one,
      );

const isEmptyTable = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 0;
