/** What the dashboard asks of the rest of the program. Every result is a sentence for the person. */
import type {DashboardSnapshot} from '../../src/actions/overview-types.ts';

export interface OpenedEntry {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

export interface DashboardPorts {
  load(): Promise<DashboardSnapshot>;
  /** Calls back when something was changed by another program or device; returns how to stop. */
  watch?(changed: () => void): () => void;
  /** The entry, conflict or check with this id, in full. */
  open(id: string): Promise<OpenedEntry>;
  /** Completes a task, or opens it again. */
  toggleDone(id: string): Promise<string>;
  /** Accepts what was proposed. */
  accept(id: string): Promise<string>;
  reject(id: string): Promise<string>;
  /** Decides a conflict. */
  resolve(id: string, side: 'mine' | 'theirs'): Promise<string>;
  /** Quick capture, as `memu add` understands it. */
  add(text: string): Promise<string>;
  undo(): Promise<string>;
  redo(): Promise<string>;
  sync(): Promise<string>;
  backup(): Promise<string>;
  /** Runs the words of a memu command; what it prints comes back. */
  command(words: string): Promise<string>;
  /** Edits an entry, or what a conflict comes to, in `$EDITOR`; the screen is put aside meanwhile. */
  edit(id: string): Promise<string>;
  /** Opens the chat, while the dashboard is closed; it comes back afterwards. */
  chat(): Promise<void>;
}
