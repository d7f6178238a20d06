/** The last lines of the dashboard: what is typed, what was said, or what can be pressed now. */
import {safeLine} from '../../src/ground/text.ts';
import {keyHints} from '../kit/bindings.ts';
import type {FrameCursor} from '../kit/frame.ts';
import type {TerminalSize} from '../kit/terminal.ts';
import {cells, cutCells, endCells, wrapText} from '../kit/width.ts';
import type {ActivityMessage} from './activity.ts';
import {type DashboardControls, dashboardKeys} from './dashboard-keys.ts';
import type {DashboardModel} from './dashboard-model.ts';
import type {DashboardDrawOptions} from './draw-options.ts';

const inputWords = {filter: '/', new: 'new: ', command: ':'} as const;

/** Rows that a message may take from the panels. */
const mostMessageRows = 4;

/** The line being typed, a message, or what can be pressed now. */
export function footerLines(
  controls: DashboardControls,
  {size, theme}: DashboardDrawOptions,
): readonly string[] {
  const {model} = controls;
  const width = size.columns - 1;
  if (model.mode === 'input') {
    const {start, before, after} = inputParts(model, size);
    return [theme.accent(start) + before + after];
  }
  if (model.busy) return [theme.accent(cutCells(`  ${model.busy}`, width, theme.glyphs.cut))];
  if (model.message) return messageLines(model.message, {size, theme});
  const {filter} = model.choice;
  const start = filter === '' ? '  ' : `  /${safeLine(filter)}  `;
  return [theme.dim(hintLine(controls, start, width))];
}

/** A message whole: the way out of a trouble stands at its end. */
function messageLines(
  {level, text}: ActivityMessage,
  {size, theme}: DashboardDrawOptions,
): readonly string[] {
  const paint = level === 'error' ? theme.bad : theme.good;
  const words = `${level === 'error' ? 'error: ' : ''}${safeLine(text)}`;
  const rows = wrapText(words, size.columns - 3);
  const room = Math.min(mostMessageRows, Math.max(1, size.rows - 4));
  return rows.slice(0, room).map(row => paint(`  ${row}`));
}

/** As many hints as fit, whole ones only; the last two, help and leaving, always. */
function hintLine(controls: DashboardControls, start: string, width: number): string {
  const hints = keyHints(dashboardKeys, controls).map(({keys, does}) => `${keys} ${does}`);
  while (hints.length > 2 && cells(start + hints.join('  ')) > width) hints.splice(-3, 1);
  return cutCells(start + hints.join('  '), width);
}

/** The typed line around its cursor: what does not fit before it is cut, then what does not fit after. */
function inputParts(
  {draft, purpose}: DashboardModel,
  {columns}: TerminalSize,
): {readonly start: string; readonly before: string; readonly after: string} {
  const word = inputWords[purpose];
  const room = Math.max(1, columns - word.length - 3);
  const before = endCells(draft.beforeCursor, room);
  const after = draft.text.slice(draft.cursor);
  return {
    start: before === draft.beforeCursor ? word : `${word}…`,
    before,
    after: cutCells(after, room + 1 - cells(before)),
  };
}

/** Where the terminal's own cursor stands; nowhere while no line is typed. */
export function inputCursor(model: DashboardModel, size: TerminalSize): FrameCursor | undefined {
  if (model.mode !== 'input') return undefined;
  const {start, before} = inputParts(model, size);
  return {x: Math.min(cells(start + before), size.columns - 1), y: size.rows - 1};
}
