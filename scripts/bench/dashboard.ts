/**
 * What a key of the dashboard costs, from the key to the frame that shows what came of it.
 *
 *     node scripts/bench/dashboard.ts [--entries 100000] [--runs 20] [--home FOLDER]
 *
 * Presses keys as a person does, in the store that a command would open, and draws as the screen does.
 * The first of each is told apart: it loads what the others have already. Leaves with 1 when the median
 * of a key is over its limit, when a second store was opened, or when one key read everything twice.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {Cli} from '../../commands/cli/cli.ts';
import {dashboardPorts} from '../../commands/dashboard/dashboard-ports.ts';
import {Memu} from '../../src/app/memu.ts';
import {drawDashboard} from '../../tui/dashboard/dashboard-draw.ts';
import {pressDashboardKey} from '../../tui/dashboard/dashboard-keys.ts';
import {DashboardModel} from '../../tui/dashboard/dashboard-model.ts';
import {createTheme} from '../../tui/kit/theme.ts';
import {inRepository} from '../build/repository.ts';
import {fillHome} from './home.ts';

const limitMs = 30;
const {values} = parseArgs({
  options: {
    entries: {type: 'string', default: '100000'},
    runs: {type: 'string', default: '20'},
    home: {type: 'string'},
  },
});
const folder = values.home ?? mkdtempSync(path.join(tmpdir(), 'memu-dashboard-'));
const env = {...process.env, MEMU_HOME: folder, MEMU_LLM_HOSTS: 'http://127.0.0.1:9', CI: 'true'};
if (values.home === undefined) {
  const program = [process.execPath, inRepository('commands/main.ts')] as const;
  fillHome({folder, entries: Number(values.entries), program, env});
}

const memu = await Memu.open({env});
let opened = 1;
const open = Memu.open.bind(Memu);
Memu.open = options => {
  opened += 1;
  return open(options);
};
const options = {json: false, profile: undefined, input: false, debug: false};
const ports = dashboardPorts(new Cli({...process, env}, options), memu);
let loads = 0;
const model = new DashboardModel({
  ...ports,
  load: () => {
    loads += 1;
    return ports.load();
  },
});
const terminal = {suspend: (run: () => Promise<void>) => run(), stopProcess: () => {}};
const controls = {model, terminal};
const theme = createTheme({}, true);
const draw = (): string =>
  drawDashboard(controls, {size: {columns: 100, rows: 40}, theme}).live.join('\n');
let isOver = false;

try {
  model.enter();
  while (model.snapshot?.health.some(({text}) => text === 'asking the hosts') ?? true) {
    await new Promise(done => setTimeout(done, 20));
  }
  for (let task = 0; task < 3; task++) await ports.add(`something to be done ${task} today !5`);
  await model.reload();
  await measure('space (done)', () => press('space'));
  await measure('u (undo)', () => press('u'));
  await measure('n … enter (new)', () => {
    press('n');
    for (const char of 'call mum tomorrow #family') press(char === ' ' ? 'space' : char, char);
    press('enter');
  });
  if (opened > 1) process.stdout.write(`a second store was opened (${opened - 1} times)\n`);
  if (isOver || opened > 1) process.exitCode = 1;
} finally {
  model.leave();
  memu.close();
  if (values.home === undefined) rmSync(folder, {recursive: true, force: true});
}

function press(name: string, text = ''): void {
  pressDashboardKey(controls, {name, text});
}

async function measure(name: string, keys: () => void): Promise<void> {
  const times: number[] = [];
  const busy: number[] = [];
  let read = 0;
  for (let run = 0; run <= Number(values.runs); run++) {
    const [before, loaded] = [draw(), loads];
    const startedAt = performance.now();
    const cpuAt = process.cpuUsage();
    keys();
    while (model.busy !== undefined) await new Promise(setImmediate);
    const after = draw();
    times.push(performance.now() - startedAt);
    const {user, system} = process.cpuUsage(cpuAt);
    busy.push((user + system) / 1000);
    if (after === before) throw new Error(`${name} changed nothing`);
    read = Math.max(read, loads - loaded);
  }
  const [first = 0, ...others] = times;
  const [median, cpu] = [medianOf(others), medianOf(busy.slice(1))];
  // What waits for other programs of a busy machine is not the key's.
  isOver ||= Math.min(median, cpu) > limitMs || read > 1;
  const cells = [
    name.padEnd(18),
    `${median.toFixed(1).padStart(6)} ms`,
    `processor ${cpu.toFixed(1)} ms`,
    `least ${Math.min(...others).toFixed(1)}`,
    `first ${first.toFixed(1)}`,
    `read ${read}×`,
  ];
  process.stdout.write(`${cells.join('  ')}\n`);
}

function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
