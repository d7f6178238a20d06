/** Opens the chat screen on a terminal that can show one. */

import type {Memu} from '../../src/app/memu.ts';
import type {Chat} from '../../src/assistant/chat.ts';
import {lastExchange} from '../../src/assistant/conversation/conversation-log.ts';
import type {Spoken} from '../../src/assistant/conversation/spoken.ts';
import {slashCommands} from '../../src/assistant/slash-commands.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {openChat} from '../../tui/chat/open-chat.ts';
import type {EntryCandidate} from '../../tui/chat/ports.ts';
import type {Cli} from '../cli/cli.ts';
import {editText} from '../cli/editor.ts';

export interface ChatScreen {
  readonly chat: Chat;
  /** What was said earlier in this conversation, oldest first. */
  readonly spoken: readonly Spoken[];
}

/** Settles when the person has left. */
export async function showChat(cli: Cli, memu: Memu, {chat, spoken}: ChatScreen): Promise<void> {
  try {
    await openChat({
      chat,
      clock: memu.clock,
      commands: slashCommands.map(({run: _, ...command}) => command),
      history: spoken.filter(one => one.role === 'user').map(one => one.text),
      before: lastExchange(spoken),
      findEntries: typed => findEntries(memu, typed),
      edit: text => editText(cli, text, 'message.md'),
      terminal: {stdin: process.stdin, stdout: process.stdout},
      env: cli.env,
      isReader: Boolean(cli.env.MEMU_SCREEN_READER),
    });
  } finally {
    await chat.close();
  }
}

const mostCandidates = 8;

/** Entries that recall finds for what was typed, the beginning of a word included. */
async function findEntries(memu: Memu, typed: string): Promise<readonly EntryCandidate[]> {
  const recall = await memu.openRecall();
  const words = typed.trim();
  if (words === '') return [];
  const {hits} = await recall.recall(`${words}*`, {limit: mostCandidates, wordsOnly: true});
  return hits
    .filter(hit => hit.kind !== 'turn')
    .map(hit => ({
      prefix: memu.references.short(hit.id),
      kind: hit.kind,
      title: nameOf({title: hit.title, body: hit.snippet}),
    }));
}
