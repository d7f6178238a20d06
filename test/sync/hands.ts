/** A device whose entries lie in a folder too, and a person who edits, adds, renames, copies and removes files there. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {FolderMirror} from '../../src/sync/mirror/mirror.ts';
import {mirrorMarker, prepareMirror} from '../../src/sync/mirror/mirror-folder.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {type Device, type DeviceOptions, device} from './device.ts';
import {mergeLines} from './merge-lines.ts';

export const handEdits = ['edit', 'append', 'new', 'rename', 'copy', 'remove'] as const;
export type HandEdit = (typeof handEdits)[number];

export interface HandStep {
  /** What the edit replaces, or for a removal all of the file. */
  readonly texts: string;
  /** The entry that the file is of, as far as the file says. */
  readonly entry: string;
  /** Does it, with a word that nobody has written before; undefined where there is nothing to do. */
  readonly write: ((word: string) => void) | undefined;
}

const nothing: HandStep = {texts: '', entry: '', write: undefined};

export class Hands {
  readonly device: Device;
  readonly #folder = mkdtempSync(join(tmpdir(), 'memu-hands-'));
  #saves = 0;

  constructor({
    repository,
    mergeText = async texts => mergeLines(texts),
    largestCommit,
    name,
  }: DeviceOptions) {
    const plain = device({repository, mergeText, name});
    const format = plainFormat;
    const mirror = new FolderMirror({...plain, folder: this.#folder, format, mergeText});
    this.device = device({repository, mergeText, mirror, largestCommit, store: plain});
  }

  get isShown(): boolean {
    return existsSync(join(this.#folder, mirrorMarker));
  }

  /** As `memu sync init --mirror` does, once it is certain which vault this is. */
  async begin(): Promise<void> {
    const {vault, base} = this.device.state.read();
    if (this.isShown || base === undefined) return;
    prepareMirror(this.#folder, vault!);
    await this.device.sync();
  }

  close(): void {
    rmSync(this.#folder, {recursive: true, force: true});
  }

  look(which: number, how: HandEdit): HandStep {
    if (how === 'new') return {texts: '', entry: 'a new file', write: word => this.#add(word)};
    const files = this.#files();
    const file = files[which % files.length];
    if (file === undefined) return nothing;
    const text = readFileSync(join(this.#folder, file), 'utf8');
    const entry = /^id: (.*)$/m.exec(text)?.[1] ?? 'a new file';
    // What was said in a conversation is not edited.
    const isTalk = /^kind: conversation$/m.test(text);
    switch (how) {
      case 'edit':
        return isTalk ? nothing : this.#replaceLine(file, text, entry);
      case 'append':
        if (isTalk) return nothing;
        return {texts: '', entry, write: word => this.#save(file, `${text}more ${word}\n`)};
      case 'rename':
        return {
          texts: `${file} ${/^title: .*$/m.exec(text)?.[0]}`,
          entry,
          write: word => this.#rename(file, text, word),
        };
      case 'copy':
        return isTalk ? nothing : {texts: '', entry, write: () => this.#copy(file)};
      case 'remove':
        return {texts: file + text, entry, write: () => rmSync(join(this.#folder, file))};
    }
  }

  /** Every active entry is one file, and no file says what is not kept. */
  check(): void {
    if (!this.isShown) return;
    const {db} = this.device;
    const sql = "SELECT id FROM entries WHERE state = 'active' ORDER BY id";
    const active = db.all<{id: string}>(sql).map(({id}) => id);
    const texts = this.#files().map(file => readFileSync(join(this.#folder, file), 'utf8'));
    const shown = texts.map(text => /^id: (.*)$/m.exec(text)?.[1] ?? 'none').sort();
    if (shown.join() !== active.join())
      throw new Error(`the mirror differs: ${active.join()}\n=====\n${shown.join()}`);
    if (texts.some(text => /^(<<<<<<<|>>>>>>>)/m.test(text)))
      throw new Error('a conflict marker in a file');
    const kept = JSON.stringify(db.all('SELECT title, body, metadata FROM entries'));
    const said = JSON.stringify(db.all('SELECT text FROM turns'));
    for (const [word] of texts.join('\n').matchAll(/w\d+w/g))
      if (!kept.includes(word) && !said.includes(word)) throw new Error(`only in a file: ${word}`);
  }

  #replaceLine(file: string, text: string, entry: string): HandStep {
    const end = text.indexOf('\n---\n', 4) + 5;
    const lines = text.slice(end).split('\n');
    const at = this.#saves % lines.length;
    const write = (word: string): void => {
      lines[at] = `by hand ${word}`;
      this.#save(file, text.slice(0, end) + lines.join('\n'));
    };
    return {texts: lines[at]!, entry, write};
  }

  #rename(file: string, text: string, word: string): void {
    const target = join(dirname(file), `${word} renamed.md`);
    renameSync(join(this.#folder, file), join(this.#folder, target));
    // The name is the title from now on.
    this.#save(target, text.replace(/^title: .*\n/m, ''));
  }

  #copy(file: string): void {
    const target = join(dirname(file), `copy ${++this.#saves}.md`);
    cpSync(join(this.#folder, file), join(this.#folder, target));
    this.#touch(target);
  }

  #add(word: string): void {
    this.#save(`${word}.md`, `a new file\nof two lines\n`);
  }

  #save(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
    this.#touch(file);
  }

  /** Saved long ago, so that nobody seems to be writing still, and never twice at the same time. */
  #touch(file: string): void {
    this.#saves++;
    utimesSync(join(this.#folder, file), this.#saves, this.#saves);
  }

  #files(): string[] {
    return (readdirSync(this.#folder, {recursive: true}) as string[])
      .filter(name => name.endsWith('.md'))
      .sort();
  }
}
