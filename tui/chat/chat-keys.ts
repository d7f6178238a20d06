/** The keys of the chat, as data. The first enabled binding of a key takes it. */
import {type Binding, press} from '../kit/bindings.ts';
import {draftKeys} from '../kit/draft-keys.ts';
import type {Keystroke} from '../kit/keystroke.ts';
import type {ScreenTerminal} from '../kit/terminal.ts';
import type {ChatModel} from './chat-model.ts';

export interface ChatControls {
  readonly model: ChatModel;
  readonly terminal: Pick<ScreenTerminal, 'suspend' | 'stopProcess'>;
}

type ChatBinding = Binding<ChatControls>;
type Condition = (controls: ChatControls) => boolean;

const isWriting: Condition = ({model}) => model.focus === 'draft';
const isDeciding: Condition = ({model}) => model.focus === 'cards';
const isEditing: Condition = ({model}) => model.editedCard !== undefined;
const hasMenu: Condition = c => isWriting(c) && c.model.completion.isOpen;
const hasAnswer: Condition = ({model}) => model.turn !== undefined && !model.turn.isStopping;
const hasCards: Condition = c => isWriting(c) && !isEditing(c) && c.model.cards.open.length > 0;

/** The bindings, enabled only while a condition holds. */
const when = (condition: Condition, bindings: readonly ChatBinding[]): readonly ChatBinding[] =>
  bindings.map(binding => ({
    ...binding,
    disabled: controls => !condition(controls) || (binding.disabled?.(controls) ?? false),
  }));

const answerKeys = when(hasAnswer, [
  {
    key: ['esc', 'ctrl+c'],
    does: 'stop the answer and keep the part',
    run: c => c.model.stopAnswer(),
  },
]);

const cardKeys = when(isDeciding, [
  {
    key: ['a', 'y', 'enter'],
    does: 'accept the card',
    hint: 'accept',
    run: c => c.model.acceptCard(),
  },
  {key: 'e', does: 'edit the card', hint: 'edit', run: c => c.model.editCard()},
  {key: ['d', 'n', 'x'], does: 'drop the card', hint: 'drop', run: c => c.model.dropCard()},
  {key: 'A', does: 'accept all cards', hint: 'accept all', run: c => c.model.acceptAllCards()},
  {key: ['j', 'down'], does: 'go to the next card', run: c => c.model.selectCard(1)},
  {key: ['k', 'up'], does: 'go to the card before', run: c => c.model.selectCard(-1)},
  {key: ['esc', 'tab'], does: 'go back to writing', hint: 'back', run: c => c.model.focusDraft()},
]);

const menuKeys = when(hasMenu, [
  {key: 'tab', does: 'complete a /command or an @entry', run: c => c.model.complete()},
  {
    key: 'enter',
    does: 'take what was chosen in the menu',
    disabled: c => !c.model.completion.isChosen,
    run: c => c.model.complete(),
  },
  {key: 'esc', does: 'close the menu', run: c => c.model.hideCompletion()},
]);

const editKeys = when(isEditing, [
  {key: 'esc', does: 'leave the edited card as it was', run: c => c.model.cancelEdit()},
]);

const writingKeys = when(isWriting, [
  {
    key: 'enter',
    does: 'send; while an answer is written, send after it, line by line',
    run: c => c.model.submit(),
  },
  {
    key: 'up',
    does: 'move up; on an empty line, take back what waits; at the top, search what was sent',
    run: c => c.model.up(),
  },
  {key: 'down', does: 'move down; at the bottom, search forward', run: c => c.model.down()},
  {
    key: 'ctrl+o',
    does: 'edit the draft in $EDITOR',
    disabled: c => !c.model.canEditOutside,
    run: c => void c.model.editOutside(run => c.terminal.suspend(run)),
  },
  {
    key: 'ctrl+d',
    does: 'leave, when the draft is empty',
    disabled: c => !c.model.draft.isEmpty,
    run: c => c.model.leave(),
  },
]);

export const chatKeys: readonly ChatBinding[] = [
  ...menuKeys,
  ...editKeys,
  ...cardKeys,
  ...answerKeys,
  ...writingKeys,
  ...when(hasCards, [
    {key: 'tab', does: 'go to the cards that wait', run: c => c.model.focusCards()},
  ]),
  {key: 'ctrl+c', does: 'clear the draft; pressed again, leave', run: c => c.model.interrupt()},
  {key: 'ctrl+z', does: 'put memu in the background', run: c => c.terminal.stopProcess()},
];

/** One key of a person, whatever it does. */
export function pressChatKey(controls: ChatControls, keystroke: Keystroke): void {
  const {model} = controls;
  if (keystroke.name !== 'ctrl+c') model.disarm();
  if (press(chatKeys, controls, keystroke) || model.focus !== 'draft') return;
  if (keystroke.text !== '') model.type(keystroke.text);
  else if (press(draftKeys, model.draft, keystroke)) model.edited();
}
