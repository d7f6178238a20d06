/** Colours and glyphs of the screens. Colour only repeats what a word or sign already says. */
import {Chalk, type ChalkInstance, type ColorSupportLevel} from 'chalk';

type Paint = (text: string) => string;

export interface Theme {
  readonly strong: Paint;
  readonly em: Paint;
  readonly dim: Paint;
  readonly strikethrough: Paint;
  readonly accent: Paint;
  readonly good: Paint;
  readonly warn: Paint;
  readonly bad: Paint;
  readonly code: Paint;
  readonly heading: Paint;
  /** The row that has the focus; it also carries the `cursor` sign. */
  readonly chosen: Paint;
  readonly glyphs: Glyphs;
}

interface Glyphs {
  readonly prompt: string;
  readonly more: string;
  readonly bullet: string;
  readonly cursor: string;
  readonly open: string;
  readonly done: string;
  readonly warn: string;
  readonly quote: string;
  readonly rule: string;
  readonly full: string;
  readonly empty: string;
  readonly cut: string;
  readonly dot: string;
}

const unicodeSigns: Glyphs = {
  prompt: '❯',
  more: '·',
  bullet: '•',
  cursor: '▸',
  open: '○',
  done: '✓',
  warn: '!',
  quote: '│',
  rule: '─',
  full: '█',
  empty: '░',
  cut: '…',
  dot: '·',
};

const asciiSigns: Glyphs = {
  prompt: '>',
  more: '.',
  bullet: '*',
  cursor: '>',
  open: 'o',
  done: 'x',
  warn: '!',
  quote: '|',
  rule: '-',
  full: '#',
  empty: '.',
  cut: '~',
  dot: '-',
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How many colours to use: none with `NO_COLOR` or a dumb terminal, what `FORCE_COLOR` says
 * otherwise, and 16 on a terminal; the screens never need more.
 */
export function colorLevel(env: Environment, isTerminal: boolean): ColorSupportLevel {
  if (env.NO_COLOR) return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced === '0' || forced === 'false' ? 0 : 1;
  return isTerminal && env.TERM !== 'dumb' ? 1 : 0;
}

/** True when the locale says that more than ASCII can be shown. */
const hasUnicode = (env: Environment): boolean =>
  env.TERM !== 'dumb' &&
  env.TERM !== 'linux' &&
  /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || 'utf-8');

const paints = (chalk: ChalkInstance): Omit<Theme, 'glyphs'> => ({
  strong: chalk.bold,
  em: chalk.italic,
  dim: chalk.dim,
  strikethrough: chalk.strikethrough,
  accent: chalk.cyan,
  good: chalk.green,
  warn: chalk.yellow,
  bad: chalk.red,
  code: chalk.yellow,
  heading: chalk.bold.cyan,
  chosen: chalk.bold,
});

export const createTheme = (env: Environment, isTerminal: boolean): Theme => ({
  ...paints(new Chalk({level: colorLevel(env, isTerminal)})),
  glyphs: hasUnicode(env) ? unicodeSigns : asciiSigns,
});

/** No colour at all: for pipes, tests and plain text. */
export const plainTheme: Theme = createTheme({NO_COLOR: '1'}, false);
