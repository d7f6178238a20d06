/** Opens the dashboard on a screen of its own and stays until the person leaves. */
import {Frames} from '../kit/frame.ts';
import {ScreenTerminal, type Terminal, takeKeyboard, terminalSize} from '../kit/terminal.ts';
import {createTheme, type Environment} from '../kit/theme.ts';
import {drawDashboard} from './dashboard-draw.ts';
import {pressDashboardKey} from './dashboard-keys.ts';
import {DashboardModel} from './dashboard-model.ts';
import type {DashboardPorts} from './ports.ts';

export interface OpenDashboardOptions {
  readonly ports: DashboardPorts;
  readonly terminal: Terminal;
  readonly env: Environment;
}

/** Settles when the person has left and the screen is as it was; a bug rejects. */
export async function openDashboard(options: OpenDashboardOptions): Promise<void> {
  const model = new DashboardModel(options.ports);
  for (;;) {
    model.enter();
    await showDashboard(model, options);
    if (!model.wantsChat) break;
    await options.ports.chat();
  }
}

async function showDashboard(model: DashboardModel, options: OpenDashboardOptions): Promise<void> {
  const {terminal, env} = options;
  takeKeyboard(terminal);
  const [{showScreen}] = await Promise.all([import('../kit/show-screen.tsx'), model.reload()]);
  const control = new ScreenTerminal();
  const controls = {model, terminal: control};
  const theme = createTheme(env, true);
  const frames = new Frames({
    draw: () => drawDashboard(controls, {size: terminalSize(terminal.stdout), theme}),
    model,
  });
  await showScreen({
    terminal,
    env,
    frames,
    model,
    control,
    isFullScreen: true,
    onKey: keystroke => pressDashboardKey(controls, keystroke),
  });
}
