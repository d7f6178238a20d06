/** The dashboard without a terminal: keys in, what a person would see out. */

import type {DashboardSnapshot} from '../../../src/actions/overview-types.ts';
import {drawDashboard} from '../../../tui/dashboard/dashboard-draw.ts';
import {pressDashboardKey} from '../../../tui/dashboard/dashboard-keys.ts';
import {DashboardModel} from '../../../tui/dashboard/dashboard-model.ts';
import type {DashboardPorts} from '../../../tui/dashboard/ports.ts';
import {plainTheme} from '../../../tui/kit/theme.ts';
import {sampleSnapshot} from '../fixtures/sample-snapshot.ts';

const named = /^(?:ctrl\+.|shift\+tab|enter|esc|tab|space|up|down|home|end|backspace)$/;

export interface TestDashboardOptions {
  readonly snapshot?: DashboardSnapshot;
  readonly ports?: Partial<DashboardPorts>;
}

export async function testDashboard({snapshot, ports = {}}: TestDashboardOptions = {}) {
  const asked: string[] = [];
  const ask = (name: string) => async (id?: string) => {
    asked.push(id === undefined ? name : `${name} ${id}`);
    return `${name} is done`;
  };
  let watcher: (() => void) | undefined;
  const model = new DashboardModel({
    load: async () => snapshot ?? sampleSnapshot,
    watch: changed => {
      watcher = changed;
      return () => {
        watcher = undefined;
      };
    },
    open: async id => ({title: id, text: `about ${id}`}),
    toggleDone: ask('toggle'),
    accept: ask('accept'),
    reject: ask('reject'),
    resolve: async (id, side) => ask(`take ${side}`)(id),
    add: ask('add'),
    undo: ask('undo'),
    redo: ask('redo'),
    sync: ask('sync'),
    backup: ask('backup'),
    command: ask('command'),
    edit: ask('edit'),
    chat: async () => {},
    ...ports,
  });
  model.enter();
  await model.reload();
  const controls = {
    model,
    terminal: {suspend: (run: () => Promise<void>) => run(), stopProcess: () => {}},
  };
  return {
    model,
    asked,
    changeFromOutside: () => watcher?.(),
    isWatched: () => watcher !== undefined,
    press(...keys: readonly string[]) {
      for (const key of keys) {
        const strokes = named.test(key)
          ? [{name: key, text: ''}]
          : Array.from(key, char => ({name: char === ' ' ? 'space' : char, text: char}));
        for (const stroke of strokes) pressDashboardKey(controls, stroke);
      }
    },
    lines: (columns = 80, rows = 24) =>
      drawDashboard(controls, {size: {columns, rows}, theme: plainTheme}).live,
    cursor: (columns = 80, rows = 24) =>
      drawDashboard(controls, {size: {columns, rows}, theme: plainTheme}).cursor,
    text(columns = 80, rows = 24) {
      return this.lines(columns, rows).join('\n').trimEnd();
    },
  };
}
