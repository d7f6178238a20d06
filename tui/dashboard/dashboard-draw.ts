/** Draws the dashboard as strings: two columns, tabs or a list, as wide and tall as the screen. */
import {safeLine, safeText} from '../../src/ground/text.ts';
import {keyHelp} from '../kit/bindings.ts';
import type {Frame} from '../kit/frame.ts';
import type {Theme} from '../kit/theme.ts';
import {cells, cutCells, padCells, wrapText} from '../kit/width.ts';
import {type DashboardControls, dashboardKeys} from './dashboard-keys.ts';
import type {DashboardModel} from './dashboard-model.ts';
import type {DashboardDrawOptions} from './draw-options.ts';
import {footerLines, inputCursor} from './footer.ts';
import {emptyWords, type PanelName, panelCount, panelNames, panelTitles} from './panels.ts';
import {headline} from './text.ts';

const twoColumnsFrom = 100;
const tabsFrom = 60;

/** Painted, and not wider than the screen. */
type Line = string;

export function drawDashboard(controls: DashboardControls, options: DashboardDrawOptions): Frame {
  const {model} = controls;
  const {size} = options;
  const footer = footerLines(controls, options);
  const height = Math.max(1, size.rows - 2 - footer.length);
  const body = bodyLines(controls, options, height);
  const filled = Array.from({length: height}, (_, index) => body[index] ?? '');
  const live = [headerLine(model, options), ...filled, '', ...footer];
  return {above: {batch: 0, lines: []}, live, cursor: inputCursor(model, size)};
}

function bodyLines(
  controls: DashboardControls,
  options: DashboardDrawOptions,
  height: number,
): readonly Line[] {
  const {model} = controls;
  if (model.mode === 'help') return scrolled(model, helpLines(options), height, options);
  if (model.page.opened && model.mode === 'reading') {
    return scrolled(model, openedLines(model.page.opened.text, options), height, options);
  }
  if (!model.snapshot) return ['', '  reading what is kept'];
  const {columns} = options.size;
  if (columns >= twoColumnsFrom) return twoColumns(model, options, height);
  return columns >= tabsFrom ? tabs(model, options, height) : list(model, options, height);
}

function headerLine(model: DashboardModel, {size, theme}: DashboardDrawOptions): Line {
  const {snapshot, mode} = model;
  const {opened} = model.page;
  const title = mode === 'help' ? 'Keys' : mode === 'reading' && opened ? opened.title : undefined;
  const text = title ?? (snapshot ? headline(snapshot) : '');
  const shown = cutCells(safeLine(text), size.columns - 8, theme.glyphs.cut);
  return `${theme.heading('memu')}  ${theme.strong(shown)}`.trimEnd();
}

/** Left what one does, right what one looks at. */
function twoColumns(
  model: DashboardModel,
  options: DashboardDrawOptions,
  height: number,
): readonly Line[] {
  const left = Math.floor((options.size.columns - 3) * 0.55);
  const right = options.size.columns - 3 - left;
  const leftPanels = stacked(model, ['today', 'goals'], left, height, options);
  const rightPanels = stacked(model, ['inbox', 'recent', 'health'], right, height, options);
  return Array.from({length: height}, (_, index) => {
    const text = leftPanels[index] ?? '';
    return `${text}${' '.repeat(Math.max(0, left - cells(text)))}   ${rightPanels[index] ?? ''}`.trimEnd();
  });
}

/** Panels one under the other, the height shared by need. */
function stacked(
  model: DashboardModel,
  panels: readonly PanelName[],
  width: number,
  height: number,
  options: DashboardDrawOptions,
): readonly Line[] {
  const wanted = panels.map(panel => Math.max(1, model.choice.rows(panel).length) + 2);
  const heights = shareRows(wanted, height);
  return panels.flatMap((panel, index) =>
    panelLines(model, panel, width, heights[index]!, options),
  );
}

/** Rows for each: what is asked for, and when that is too much, the largest gives way. */
export function shareRows(wanted: readonly number[], total: number): readonly number[] {
  const rows = [...wanted];
  let sum = rows.reduce((all, one) => all + one, 0);
  while (sum > total) {
    const largest = rows.indexOf(Math.max(...rows));
    rows[largest]! -= 1;
    sum -= 1;
  }
  return rows;
}

function tabs(
  model: DashboardModel,
  options: DashboardDrawOptions,
  height: number,
): readonly Line[] {
  const {theme, size} = options;
  const withCounts = tabLine(model, true, theme);
  const line = cells(withCounts) < size.columns ? withCounts : tabLine(model, false, theme);
  const width = size.columns - 1;
  const items = itemLines(model, model.choice.panel, width, height - 2, options);
  const rest = fillingPanels(model, width, height - 3 - items.length, options);
  return [line, '', ...items, '', ...rest];
}

/** Fewest rows in which a panel says something: its name, an item, an empty line. */
const leastRows = 3;

/** Which panels get the room that is left: what is to be done before what was. */
const byWeight: readonly PanelName[] = ['today', 'goals', 'inbox', 'health', 'recent'];

/** The other panels that have something in them, as far as there is room below the chosen one. */
function fillingPanels(
  model: DashboardModel,
  width: number,
  room: number,
  options: DashboardDrawOptions,
): readonly Line[] {
  const lines: Line[] = [];
  for (const panel of byWeight) {
    const rows = model.choice.rows(panel).length;
    const left = room - lines.length;
    if (panel === model.choice.panel || rows === 0 || left < leastRows) continue;
    lines.push(...panelLines(model, panel, width, Math.min(rows + 2, left), options));
  }
  return lines;
}

function tabLine(model: DashboardModel, hasCounts: boolean, theme: Theme): Line {
  return panelNames
    .map((panel, index) => {
      const number = hasCounts && model.snapshot ? panelCount(panel, model.snapshot) : '';
      const text = `${index + 1} ${panelTitles[panel]} ${number}`.trimEnd();
      return panel === model.choice.panel
        ? theme.accent(theme.strong(`[${text}]`))
        : theme.dim(` ${text} `);
    })
    .join('')
    .trimEnd();
}

/** All panels as one list, around the chosen row. */
function list(
  model: DashboardModel,
  options: DashboardDrawOptions,
  height: number,
): readonly Line[] {
  const lines: Line[] = [];
  let focusLine = 0;
  for (const panel of panelNames) {
    const rows = Math.max(1, model.choice.rows(panel).length);
    if (panel === model.choice.panel) focusLine = lines.length + 1 + model.choice.index(panel);
    lines.push(...panelLines(model, panel, options.size.columns - 1, rows + 2, options));
  }
  const first = Math.max(0, Math.min(focusLine - Math.floor(height / 2), lines.length - height));
  return lines.slice(first, first + height);
}

function panelLines(
  model: DashboardModel,
  panel: PanelName,
  width: number,
  height: number,
  options: DashboardDrawOptions,
): readonly Line[] {
  const {theme} = options;
  const isFocused = panel === model.choice.panel;
  const number = panelNames.indexOf(panel) + 1;
  const name = `${isFocused ? theme.glyphs.cursor : ' '} ${number} ${panelTitles[panel]} `;
  const rule = theme.dim(theme.glyphs.rule.repeat(Math.max(0, width - cells(name) - 1)));
  const title = (isFocused ? theme.heading(name) : theme.strong(name)) + rule;
  const items = itemLines(model, panel, width, Math.max(0, height - 2), options);
  return [title, ...items, ''].slice(0, height);
}

/** The rows of a panel around the chosen one, and how many more there are. */
function itemLines(
  model: DashboardModel,
  panel: PanelName,
  width: number,
  height: number,
  {theme}: DashboardDrawOptions,
): readonly Line[] {
  const rows = model.choice.rows(panel);
  if (height <= 0) return [];
  if (rows.length === 0) {
    const words =
      model.choice.filter === ''
        ? emptyWords[panel]
        : `Nothing here fits "${model.choice.filter}".`;
    return [theme.dim(`    ${cutCells(words, width - 4, theme.glyphs.cut)}`)];
  }
  const selected = model.choice.index(panel);
  const room = rows.length > height && height > 2 ? height - 1 : height;
  const first = Math.max(0, Math.min(selected - Math.floor(room / 2), rows.length - room));
  const shown = rows.slice(first, first + room).map((row, index) => {
    const isChosen = panel === model.choice.panel && first + index === selected;
    const mark = isChosen ? `  ${theme.glyphs.cursor} ` : '    ';
    const line = mark + row.draw(width - 4, theme);
    return (isChosen ? theme.chosen(line) : line).trimEnd();
  });
  const more = rows.length - shown.length;
  return room < height ? [...shown, theme.dim(`    ${more} more`)] : shown;
}

function openedLines(text: string, {size}: DashboardDrawOptions): readonly Line[] {
  return wrapText(safeText(text).replaceAll('\t', '    '), Math.min(100, size.columns - 4)).map(
    line => `  ${line}`.trimEnd(),
  );
}

function helpLines({size, theme}: DashboardDrawOptions): readonly Line[] {
  return keyHelp(dashboardKeys).map(({keys, does}) =>
    cutCells(
      `  ${padCells(keys, 18, theme.glyphs.cut)}  ${does}`,
      size.columns - 1,
      theme.glyphs.cut,
    ),
  );
}

function scrolled(
  model: DashboardModel,
  lines: readonly Line[],
  height: number,
  {theme}: DashboardDrawOptions,
): readonly Line[] {
  const room = Math.max(1, height - 2);
  model.page.limitScroll(lines.length - room);
  const rest = lines.length - room - model.page.scroll;
  const more = rest > 0 ? [theme.dim(`  ${rest} more`)] : [];
  return ['', ...lines.slice(model.page.scroll, model.page.scroll + room), ...more];
}
