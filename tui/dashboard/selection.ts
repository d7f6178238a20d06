/** Which row of which panel is chosen, among those that fit the filter. */

import type {DashboardSnapshot} from '../../src/actions/overview-types.ts';
import {type PanelName, type PanelRow, panelNames, panelRows} from './panels.ts';

export class Selection {
  #snapshot: DashboardSnapshot | undefined;
  #panel: PanelName = 'today';
  #filter = '';
  readonly #chosen = new Map<PanelName, string>();

  get panel(): PanelName {
    return this.#panel;
  }

  get filter(): string {
    return this.#filter;
  }

  /** What there is to choose from now. */
  from(snapshot: DashboardSnapshot): void {
    this.#snapshot = snapshot;
  }

  filterBy(words: string): void {
    this.#filter = words.trim();
  }

  /** Rows of a panel that fit the filter. */
  rows(panel: PanelName = this.#panel): readonly PanelRow[] {
    if (!this.#snapshot) return [];
    const wanted = this.#filter.toLowerCase();
    return panelRows(panel, this.#snapshot).filter(row => row.words.toLowerCase().includes(wanted));
  }

  /** The index of the chosen row; it follows its entry when rows come and go. */
  index(panel: PanelName = this.#panel): number {
    const index = this.rows(panel).findIndex(row => row.id === this.#chosen.get(panel));
    return Math.max(0, index);
  }

  get row(): PanelRow | undefined {
    return this.rows()[this.index()];
  }

  focus(panel: PanelName): void {
    this.#panel = panel;
  }

  focusNext(step: number): void {
    const {length} = panelNames;
    this.focus(panelNames[(panelNames.indexOf(this.#panel) + step + length) % length]!);
  }

  move(step: number): void {
    const rows = this.rows();
    const row = rows[Math.max(0, Math.min(rows.length - 1, this.index() + step))];
    if (row) this.#chosen.set(this.#panel, row.id);
  }
}
