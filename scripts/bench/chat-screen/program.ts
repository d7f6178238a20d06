/** What `scripts/bench/chat-screen.ts` runs: the chat on this terminal, or the measurements. */
import {openChat} from '../../../tui/chat/open-chat.ts';
import {measure} from './measure.ts';
import {StreamedChat} from './streamed-chat.ts';

const [what, answers = '100'] = process.argv.slice(2);

if (what === 'measure') {
  process.stdout.write(`${JSON.stringify(await measure(Number(answers)))}\n`);
  process.exit(0);
} else {
  await openChat({
    chat: new StreamedChat(),
    commands: [],
    terminal: {stdin: process.stdin, stdout: process.stdout},
    env: process.env,
  });
}
