/** Draws the rows of each panel: an item in, a line of so many cells out. */

import type {
  DashboardSnapshot,
  EventItem,
  GoalItem,
  HealthItem,
  InboxItem,
  RecentItem,
  TodayItem,
} from '../../src/actions/overview-types.ts';
import {safeLine} from '../../src/ground/text.ts';
import {agoText, whenText} from '../kit/relative-dates.ts';
import type {Theme} from '../kit/theme.ts';
import {cells, cutCells, padCells} from '../kit/width.ts';

export const panelNames = ['today', 'goals', 'inbox', 'recent', 'health'] as const;
export type PanelName = (typeof panelNames)[number];

export const panelTitles: Readonly<Record<PanelName, string>> = {
  today: 'Today',
  goals: 'Goals',
  inbox: 'Inbox',
  recent: 'Recent',
  health: 'Health',
};

/** The number beside a panel's name: how many rows, or how many of them are a problem. */
export function panelCount(name: PanelName, snapshot: DashboardSnapshot): string {
  const {length} = panelRows(name, snapshot);
  if (name !== 'health') return length > 0 ? `(${length})` : '';
  const problems = snapshot.health.filter(({level}) => level === 'problem').length;
  return problems > 0 ? `(${problems}!)` : '';
}

/** What a panel says when there is nothing in it. */
export const emptyWords: Readonly<Record<PanelName, string>> = {
  today: 'Nothing is due today. n adds something.',
  goals: 'No active goals. memu goal add "…" begins one.',
  inbox: 'Nothing waits for a decision.',
  recent: 'Nothing is kept yet. n adds the first.',
  health: 'Nothing is set up yet. memu doctor checks.',
};

export interface PanelRow {
  readonly id: string;
  /** Plain words, for the filter. */
  readonly words: string;
  draw(width: number, theme: Theme): string;
}

export function panelRows(name: PanelName, snapshot: DashboardSnapshot): readonly PanelRow[] {
  switch (name) {
    case 'today':
      return [
        ...snapshot.events.map(item => eventRow(item, snapshot)),
        ...snapshot.today.map(item => todayRow(item, snapshot)),
      ];
    case 'goals':
      return snapshot.goals.map(item => goalRow(item, snapshot));
    case 'inbox':
      return snapshot.inbox.map(inboxRow);
    case 'recent':
      return snapshot.recent.map(item => recentRow(item, snapshot));
    case 'health':
      return snapshot.health.map(healthRow);
  }
}

/** Title left, what matters about it right; the title gives way. */
function leftRight(
  left: string,
  right: string,
  width: number,
  theme: Theme,
  paintLeft: (text: string) => string = text => text,
  paintRight: (text: string) => string = theme.dim,
): string {
  const shownRight = cutCells(right, Math.max(0, width - 12), theme.glyphs.cut);
  const room = width - cells(shownRight) - (shownRight === '' ? 0 : 2);
  const shownLeft = padCells(left, Math.max(0, room), theme.glyphs.cut);
  return shownRight === ''
    ? paintLeft(shownLeft).trimEnd()
    : `${paintLeft(shownLeft)}  ${paintRight(shownRight)}`;
}

function todayRow(item: TodayItem, snapshot: DashboardSnapshot): PanelRow {
  const title = safeLine(item.title);
  return {
    id: item.id,
    words: title,
    draw(width, theme) {
      const {done, open, more} = theme.glyphs;
      const sign = {pending: open, in_progress: '~', completed: done, cancelled: more}[item.status];
      const urgent = (item.priority ?? 0) >= 4 ? `!${item.priority} ` : '';
      const when = whenText(item.due ?? item.scheduled, snapshot);
      const late = item.is_overdue ? `late, ${when}` : when;
      const isOver = item.status === 'completed' || item.status === 'cancelled';
      const paintRight = item.is_overdue ? theme.bad : theme.dim;
      const paintLeft = isOver ? theme.dim : (text: string) => text;
      return leftRight(`${sign} ${urgent}${title}`, late, width, theme, paintLeft, paintRight);
    },
  };
}

function eventRow(item: EventItem, snapshot: DashboardSnapshot): PanelRow {
  const words = [item.title, ...(item.location === null ? [] : [item.location])].map(safeLine);
  return {
    id: item.id,
    words: words.join(' '),
    draw(width, theme) {
      const when = item.start.length > 10 ? whenText(item.start, snapshot) : 'all day';
      return leftRight(`${theme.glyphs.dot} ${words.join(', ')}`, when, width, theme);
    },
  };
}

const barCells = 10;

/** `████░░░░░░  40%` */
function progressRow(progress: number, theme: Theme): string {
  const share = Math.max(0, Math.min(1, progress));
  const full = Math.round(share * barCells);
  const bar = theme.glyphs.full.repeat(full) + theme.glyphs.empty.repeat(barCells - full);
  return `${bar} ${`${Math.round(share * 100)}%`.padStart(4)}`;
}

function goalRow(item: GoalItem, snapshot: DashboardSnapshot): PanelRow {
  const title = safeLine(item.title);
  return {
    id: item.id,
    words: title,
    draw(width, theme) {
      const target = whenText(item.target_date, snapshot).padStart(13);
      const right = `${progressRow(item.progress, theme)}${width < 50 ? '' : target}`;
      return leftRight(title, right, width, theme);
    },
  };
}

function inboxRow(item: InboxItem): PanelRow {
  const title = safeLine(item.title);
  return {
    id: item.id,
    words: `${item.kind} ${title}`,
    draw: (width, theme) =>
      leftRight(
        `${item.kind === 'conflict' ? theme.glyphs.warn : theme.glyphs.open} ${title}`,
        width < 40 ? item.kind : `${item.kind}: ${safeLine(item.detail)}`,
        width,
        theme,
        undefined,
        item.kind === 'conflict' ? theme.warn : theme.dim,
      ),
  };
}

const kindWord = (kind: string): string => (kind === 'conversation' ? 'chat' : safeLine(kind));

function recentRow(item: RecentItem, snapshot: DashboardSnapshot): PanelRow {
  const title = safeLine(item.title);
  return {
    id: item.id,
    words: `${item.kind} ${title}`,
    draw: (width, theme) =>
      leftRight(
        `${padCells(kindWord(item.kind), 8)} ${title}`,
        agoText(item.updated_at, snapshot.generated_at),
        width,
        theme,
      ),
  };
}

const levelWords = {ok: 'ok', warning: 'look', problem: 'PROBLEM', off: 'off'} as const;

function healthRow(item: HealthItem): PanelRow {
  return {
    id: item.name,
    words: `${item.name} ${item.text}`,
    draw(width, theme) {
      const paint = {ok: theme.good, warning: theme.warn, problem: theme.bad, off: theme.dim};
      const isFault = item.level === 'problem' || item.level === 'warning';
      const mend = isFault && item.hint ? `: ${safeLine(item.hint)}` : '';
      const text = `${padCells(item.name, 8)} ${safeLine(item.text)}${mend}`;
      return leftRight(text, levelWords[item.level], width, theme, undefined, paint[item.level]);
    },
  };
}
