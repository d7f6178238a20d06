/** On what the dashboard is drawn. */
import type {TerminalSize} from '../kit/terminal.ts';
import type {Theme} from '../kit/theme.ts';

export interface DashboardDrawOptions {
  readonly size: TerminalSize;
  readonly theme: Theme;
}
