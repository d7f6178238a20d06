/** The dashboard as plain text, for `memu` without a terminal. */

import type {DashboardSnapshot} from '../../src/actions/overview-types.ts';
import {count} from '../../src/ground/text.ts';
import {dayOfYear} from '../kit/relative-dates.ts';
import {plainTheme, type Theme} from '../kit/theme.ts';
import {emptyWords, panelNames, panelRows, panelTitles} from './panels.ts';

export interface DashboardTextOptions {
  /** Cells of a line; 80 unless told. */
  readonly width?: number;
  readonly theme?: Theme;
}

/** What a page holds of a panel; `memu dash --json` has all of it. */
const mostRows = 12;

/** The panels one under the other; no line is wider than asked. */
export function dashboardText(
  snapshot: DashboardSnapshot,
  {width = 80, theme = plainTheme}: DashboardTextOptions = {},
): string {
  const sections = panelNames.map(name => {
    const all = panelRows(name, snapshot);
    const rows = all.slice(0, mostRows).map(row => `  ${row.draw(width - 2, theme)}`.trimEnd());
    if (all.length > mostRows) rows.push(`  ${theme.dim(`and ${all.length - mostRows} more`)}`);
    const body = rows.length > 0 ? rows : [`  ${theme.dim(emptyWords[name])}`];
    return [theme.strong(panelTitles[name]), ...body].join('\n');
  });
  return [headline(snapshot), ...sections].join('\n\n');
}

/** `Sat 21 Nov: 2 overdue, 3 due today, 1 to decide` */
export function headline({date, counts}: DashboardSnapshot): string {
  const day = dayOfYear(Temporal.PlainDate.from(date));
  const parts = [
    counts.overdue > 0 ? `${counts.overdue} overdue` : '',
    counts.due_today > 0 ? `${counts.due_today} due today` : '',
    counts.inbox > 0 ? `${counts.inbox} to decide` : '',
  ].filter(part => part !== '');
  const open = count(counts.open_tasks, 'open task');
  return `${day}: ${parts.length > 0 ? parts.join(', ') : `nothing is due, ${open}`}`;
}
