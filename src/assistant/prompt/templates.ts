/**
 * Named templates of a person: Markdown files in the config folder, to be edited with anything. Each text
 * that was used or replaced stays under the digest of its bytes, so that a turn's version can be shown.
 */
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {NotFoundError, UsageError} from '../../ground/errors.ts';
import {writePrivateFile} from '../../ground/private-file.ts';

export interface PromptTemplate {
  readonly name: string;
  /** The beginning of its digest. */
  readonly version: string;
  readonly text: string;
}

/** Longer ones leave no room for a question in a small window. */
const mostChars = 20_000;

export class PromptTemplates {
  readonly #folder: string;

  constructor(configFolder: string) {
    this.#folder = join(configFolder, 'prompts');
  }

  /** By name. */
  list(): readonly PromptTemplate[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter(file => file.endsWith('.md') && isName(file.slice(0, -3)))
      .sort()
      .flatMap(file => this.find(file.slice(0, -3)) ?? []);
  }

  find(name: string): PromptTemplate | undefined {
    const file = this.#file(name);
    if (!existsSync(file) || !statSync(file).isFile()) return undefined;
    const text = readFileSync(file, 'utf8').slice(0, mostChars);
    return {name, version: versionOf(text), text};
  }

  /** @throws NotFoundError */
  get(name: string, version?: string): PromptTemplate {
    const now = this.find(name);
    if (now && (version === undefined || version === now.version)) return now;
    const file = version === undefined ? undefined : this.#versionFile(name, version);
    if (file !== undefined && existsSync(file)) {
      return {name, version: version!, text: readFileSync(file, 'utf8')};
    }
    const which = version === undefined ? '' : ` in version ${version}`;
    throw new NotFoundError(`there is no prompt ${name}${which}`, {hint: 'memu prompt list'});
  }

  /** For a question: its version is kept, whoever edits the file later. @throws NotFoundError */
  take(name: string): PromptTemplate {
    const template = this.get(name);
    this.#keep(template);
    return template;
  }

  /** @throws UsageError for an empty or very long text */
  save(name: string, text: string): PromptTemplate {
    const file = this.#file(name);
    if (text.trim() === '') throw new UsageError('a prompt without words says nothing');
    if (text.length > mostChars) {
      throw new UsageError(
        `a prompt may have ${mostChars} characters, and this has ${text.length}`,
      );
    }
    const before = this.find(name);
    if (before) this.#keep(before);
    writePrivateFile(file, text);
    return this.take(name);
  }

  #keep({name, version, text}: PromptTemplate): void {
    const file = this.#versionFile(name, version);
    if (!existsSync(file)) writePrivateFile(file, text);
  }

  #file(name: string): string {
    return join(this.#folder, `${checked(name)}.md`);
  }

  #versionFile(name: string, version: string): string {
    if (!/^[0-9a-f]{8}$/.test(version)) {
      throw new UsageError(`${version} is no version of a prompt`, {hint: 'memu prompt show NAME'});
    }
    return join(this.#folder, '.versions', checked(name), `${version}.md`);
  }
}

const isName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u.test(name);

function checked(name: string): string {
  if (isName(name)) return name;
  throw new UsageError(`"${name}" is no name of a prompt`, {hint: 'letters, digits, "-" and "_"'});
}

const versionOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);
