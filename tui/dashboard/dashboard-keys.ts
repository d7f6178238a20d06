/** The keys of the dashboard, as data. The first enabled binding of a key takes it. */
import {type Binding, press} from '../kit/bindings.ts';
import {draftKeys} from '../kit/draft-keys.ts';
import type {Keystroke} from '../kit/keystroke.ts';
import type {ScreenTerminal} from '../kit/terminal.ts';
import type {DashboardMode, DashboardModel} from './dashboard-model.ts';
import {panelNames, panelTitles} from './panels.ts';

export interface DashboardControls {
  readonly model: DashboardModel;
  readonly terminal: Pick<ScreenTerminal, 'suspend' | 'stopProcess'>;
}

type DashboardBinding = Binding<DashboardControls>;

const during = (
  modes: readonly DashboardMode[],
  bindings: readonly DashboardBinding[],
): readonly DashboardBinding[] =>
  bindings.map(binding => ({
    ...binding,
    disabled: controls =>
      !modes.includes(controls.model.mode) || (binding.disabled?.(controls) ?? false),
  }));

const isOn =
  (...panels: readonly string[]) =>
  ({model: {choice}}: DashboardControls): boolean =>
    panels.includes(choice.panel) && choice.row !== undefined;

const isProposal = ({model: {undecided}}: DashboardControls): boolean =>
  undecided !== undefined && undecided.kind !== 'conflict';

const isConflict = ({model: {undecided}}: DashboardControls): boolean =>
  undecided?.kind === 'conflict';

const cannot =
  (condition: (controls: DashboardControls) => boolean) => (controls: DashboardControls) =>
    !condition(controls);

const inputKeys = during(
  ['input'],
  [
    {key: 'enter', does: 'take the line', run: c => c.model.submitInput()},
    {key: ['esc', 'ctrl+c'], does: 'leave the line', run: c => c.model.cancelInput()},
  ],
);

const readingKeys = during(
  ['reading', 'help'],
  [
    {key: ['j', 'down', 'enter'], does: 'scroll down', hint: 'down', run: c => c.model.scrollBy(1)},
    {key: ['k', 'up'], does: 'scroll up', hint: 'up', run: c => c.model.scrollBy(-1)},
    {key: ['space', 'pagedown'], does: 'a page down', run: c => c.model.scrollBy(10)},
    {key: ['pageup', 'b'], does: 'a page up', run: c => c.model.scrollBy(-10)},
    {key: ['q', 'esc', '?', 'ctrl+c'], does: 'go back', hint: 'back', run: c => c.model.back()},
  ],
);

const browsingKeys = during(
  ['browsing'],
  [
    {key: ['j', 'down'], does: 'go down', run: c => c.model.select(1)},
    {key: ['k', 'up'], does: 'go up', run: c => c.model.select(-1)},
    {key: ['g', 'home'], does: 'go to the first', run: c => c.model.select(-1e6)},
    {key: ['G', 'end'], does: 'go to the last', run: c => c.model.select(1e6)},
    {key: 'tab', does: 'go to the next panel', run: c => c.model.focusNext(1)},
    {key: 'shift+tab', does: 'go to the panel before', run: c => c.model.focusNext(-1)},
    ...panelNames.map((name, index) => ({
      key: String(index + 1),
      does: `go to ${panelTitles[name]}`,
      run: (c: DashboardControls) => c.model.focus(name),
    })),
    {
      key: 'enter',
      does: 'open what is chosen',
      hint: 'open',
      disabled: cannot(({model}) => model.choice.row !== undefined),
      run: c => c.model.openSelected(),
    },
    {
      key: 'space',
      does: 'complete the task, or open it again',
      hint: 'done',
      disabled: cannot(({model}) => model.isOnTask),
      run: c => c.model.toggleDone(),
    },
    {key: 'n', does: 'write something new down', hint: 'new', run: c => c.model.ask('new')},
    {
      key: 'e',
      does: 'edit in $EDITOR',
      disabled: cannot(isOn('today', 'goals', 'inbox', 'recent')),
      run: c => c.model.editSelected(run => c.terminal.suspend(run)),
    },
    {key: '/', does: 'filter what is shown', hint: 'filter', run: c => c.model.ask('filter')},
    {
      key: 'esc',
      does: 'clear the filter',
      disabled: ({model}) => model.choice.filter === '',
      run: c => c.model.clearFilter(),
    },
    {key: ':', does: 'run a memu command', run: c => c.model.ask('command')},
    {
      key: 'c',
      does: 'open the chat',
      hint: 'chat',
      run: c => c.model.chat(),
    },
    {key: 's', does: 'sync with other devices', hint: 'sync', run: c => c.model.sync()},
    {key: 'b', does: 'back up', run: c => c.model.backup()},
    {key: 'u', does: 'undo the last change', hint: 'undo', run: c => c.model.undo()},
    {key: ['U', 'ctrl+r'], does: 'do again what was undone', run: c => c.model.redo()},
    {key: 'r', does: 'read everything anew', run: c => void c.model.reload()},
    {key: '?', does: 'list all keys', hint: 'keys', run: c => c.model.showHelp()},
    {key: ['q', 'ctrl+c', 'ctrl+d'], does: 'leave', hint: 'leave', run: c => c.model.leave()},
  ],
);

/** On a row of the inbox, and on its page. */
const decidingKeys = during(
  ['browsing', 'reading'],
  [
    {
      key: 'a',
      does: 'accept the proposal',
      hint: 'accept',
      disabled: cannot(isProposal),
      run: c => c.model.accept(),
    },
    {
      key: 'x',
      does: 'reject the proposal',
      hint: 'reject',
      disabled: cannot(isProposal),
      run: c => c.model.reject(),
    },
    {
      key: 'm',
      does: 'end the conflict with what this device said',
      hint: 'mine',
      disabled: cannot(isConflict),
      run: c => c.model.take('mine'),
    },
    {
      key: 't',
      does: 'end the conflict with what the other device said',
      hint: 'theirs',
      disabled: cannot(isConflict),
      run: c => c.model.take('theirs'),
    },
  ],
);

export const dashboardKeys: readonly DashboardBinding[] = [
  ...decidingKeys,
  ...browsingKeys,
  ...readingKeys,
  ...inputKeys,
  {key: 'ctrl+z', does: 'put memu in the background', run: c => c.terminal.stopProcess()},
];

/** One key of a person, whatever it does. */
export function pressDashboardKey(controls: DashboardControls, keystroke: Keystroke): void {
  const {model} = controls;
  if (press(dashboardKeys, controls, keystroke) || model.mode !== 'input') return;
  if (keystroke.text !== '') model.type(keystroke.text);
  else if (press(draftKeys, model.draft, keystroke)) model.inputChanged();
}
