/** Opens the chat on a terminal and stays until the person leaves. */
import {keyHelp} from '../kit/bindings.ts';
import {draftKeys} from '../kit/draft-keys.ts';
import {Frames} from '../kit/frame.ts';
import {ScreenTerminal, type Terminal, takeKeyboard, terminalSize} from '../kit/terminal.ts';
import {createTheme, type Environment} from '../kit/theme.ts';
import {ChatFrames} from './chat-frames.ts';
import {chatKeys, pressChatKey} from './chat-keys.ts';
import {ChatModel} from './chat-model.ts';
import type {ChatPorts} from './ports.ts';

export interface OpenChatOptions extends ChatPorts {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** For screen readers: plain lines, nothing redrawn but the line being typed. */
  readonly isReader?: boolean;
}

/** Settles when the person has left and the last answer is kept; a bug rejects. */
export async function openChat(options: OpenChatOptions): Promise<void> {
  const {terminal, env} = options;
  takeKeyboard(terminal);
  const {showScreen} = await import('../kit/show-screen.tsx');
  const control = new ScreenTerminal();
  const keys = [...keyHelp(chatKeys), ...keyHelp(draftKeys)];
  const loadLexer = async () => (await import('marked')).lexer;
  const model = new ChatModel({...options, loadLexer, keys});
  const controls = {model, terminal: control};
  const chatFrames = new ChatFrames(controls, {
    size: () => terminalSize(terminal.stdout),
    theme: createTheme(env, true),
    isReader: options.isReader ?? env['INK_SCREEN_READER'] === 'true',
  });
  // While the screen is being drawn: the status line names host and model as soon as one answers.
  options.chat.warmUp();
  const frames = new Frames({draw: () => chatFrames.draw(), model});
  try {
    await showScreen({
      terminal,
      env,
      frames,
      model,
      control,
      onKey: keystroke => pressChatKey(controls, keystroke),
    });
  } finally {
    // However the screen ended: the answer on its way is stopped, and what arrived of it is kept.
    model.leave();
    await model.settled();
  }
}
