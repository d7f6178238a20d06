/** The dashboard's keys on a real store: one store, one reading for each key, errors with their hints. */
import {expect, test} from 'vitest';
import {Cli} from '../../commands/cli/cli.ts';
import {dashboardPorts} from '../../commands/dashboard/dashboard-ports.ts';
import {Memu} from '../../src/app/memu.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {DashboardModel} from '../../tui/dashboard/dashboard-model.ts';
import {withMemu} from '../actions/memu.ts';

const options = {json: false, profile: undefined, input: false, debug: false};

/** A dashboard over a store, and how often it read everything. */
function dashboard(memu: Memu) {
  const env = {MEMU_HOME: memu.paths.data.replace(/\/data$/, ''), MEMU_LLM_HOSTS: ''};
  const nowhere = {write: () => true};
  const cli = new Cli({env, stdin: process.stdin, stdout: nowhere, stderr: nowhere}, options);
  const ports = dashboardPorts(cli, memu);
  const count = {loads: 0};
  const model = new DashboardModel({
    ...ports,
    watch: () => () => {},
    load: () => {
      count.loads += 1;
      return ports.load();
    },
  });
  return {model, ports, count};
}

async function settled(model: DashboardModel): Promise<void> {
  while (model.busy !== undefined) await new Promise(setImmediate);
}

test('keys act in the store that is open, and read everything once', () =>
  withMemu(async memu => {
    const opening = Memu.open;
    let opened = 0;
    Memu.open = async wishes => {
      opened += 1;
      return opening.call(Memu, wishes);
    };
    try {
      const {id} = memu.tasks.add({title: 'Water plants', due: '2026-11-21'});
      const {model, count} = dashboard(memu);
      await model.reload();
      const before = memu.db.pragma('data_version');
      for (const [key, said] of [
        [() => model.toggleDone(), 'done: Water plants'],
        [() => model.undo(), 'undid task done'],
        [() => model.redo(), 'redid task done'],
      ] as const) {
        count.loads = 0;
        key();
        await settled(model);
        expect(model.message?.text).toContain(said);
        expect(count.loads).toBe(1);
      }
      expect(memu.tasks.get(id).status).toBe('completed');
      // Another connection would have moved it, and the watcher would have read everything once more.
      expect(memu.db.pragma('data_version')).toBe(before);
      expect(opened).toBe(0);
    } finally {
      Memu.open = opening;
    }
  }));

test('a line is captured, and what is proposed is decided, whatever its kind', () =>
  withMemu(async memu => {
    const {ports} = dashboard(memu);
    expect(await ports.add('call mum tomorrow 5pm')).toContain('task added: call mum');
    const proposal = memu.entries.create(taskKind, {state: 'proposed', title: 'Dig'});
    expect(await ports.accept(proposal.id)).toContain('kept: Dig');
    await ports.undo();
    expect(await ports.reject(proposal.id)).toContain('rejected: Dig');
    expect(memu.last.read()).toBe(proposal.id);
  }));

test('what goes wrong keeps its code and its hint', () =>
  withMemu(async memu => {
    const {ports} = dashboard(memu);
    await expect(ports.add('  ')).rejects.toMatchObject({
      ...{code: 'usage', exitCode: 2},
      hint: expect.stringContaining('memu add'),
    });
    await expect(ports.toggleDone('nobody')).rejects.toMatchObject({
      code: 'not_found',
      exitCode: 4,
    });
    await expect(ports.open('nobody')).rejects.toMatchObject({code: 'not_found'});
    await expect(ports.sync()).rejects.toMatchObject({hint: expect.stringContaining('memu sync')});
  }));
