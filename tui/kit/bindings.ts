/** Keys as data: one list runs them, fills the footer and the `?` help, and makes the README's table. */
import type {Keystroke} from './keystroke.ts';

export interface Binding<Target> {
  /** Words of keys that do this; the first is the one shown. */
  readonly key: string | readonly string[];
  /** What it does, for a person, beginning with a verb. */
  readonly does: string;
  run(target: Target): void;
  /** True when it would do nothing now: it is then not offered, and the key is not taken. */
  disabled?(target: Target): boolean;
  /** One word or two for the footer; without it, it is only in the help. */
  readonly hint?: string;
}

const keysOf = (binding: {readonly key: string | readonly string[]}): readonly string[] =>
  typeof binding.key === 'string' ? [binding.key] : binding.key;

/** Runs the first enabled binding of a key; false when none takes it. */
export function press<Target>(
  bindings: readonly Binding<Target>[],
  target: Target,
  keystroke: Keystroke,
): boolean {
  const binding = bindings.find(
    one => keysOf(one).includes(keystroke.name) && !one.disabled?.(target),
  );
  binding?.run(target);
  return binding !== undefined;
}

const labels: Readonly<Record<string, string>> = {
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  space: 'Space',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
  delete: 'Delete',
  pageup: 'PageUp',
  pagedown: 'PageDown',
};

const modifierLabels: Readonly<Record<string, string>> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
};

/** `ctrl+j` as people write it: `Ctrl+J`. */
export function keyLabel(name: string): string {
  const parts = name === '+' ? [name] : name.split('+');
  const last = parts.pop() ?? '';
  const modifiers = parts.map(part => modifierLabels[part] ?? part);
  const key = labels[last] ?? (modifiers.length > 0 ? last.toUpperCase() : last);
  return [...modifiers, key].join('+');
}

export interface KeyHelp {
  readonly keys: string;
  readonly does: string;
}

/** Every binding with all its keys, in the list's order. */
export const keyHelp = <Target>(bindings: readonly Binding<Target>[]): readonly KeyHelp[] =>
  bindings.map(binding => ({keys: keysOf(binding).map(keyLabel).join(', '), does: binding.does}));

/** What can be pressed now, most useful first: for a footer. */
export const keyHints = <Target>(
  bindings: readonly Binding<Target>[],
  target: Target,
): readonly KeyHelp[] =>
  bindings
    .filter(binding => binding.hint !== undefined && !binding.disabled?.(target))
    .map(binding => ({keys: keyLabel(keysOf(binding)[0] ?? ''), does: binding.hint ?? ''}));

const escaped = (cell: string): string => cell.replaceAll('|', '\\|');

/** The same list as a Markdown table for the README. */
export const keyTable = <Target>(bindings: readonly Binding<Target>[]): string =>
  [
    '| key | does |',
    '|---|---|',
    ...keyHelp(bindings).map(({keys, does}) => `| ${escaped(keys)} | ${escaped(does)} |`),
  ].join('\n');
