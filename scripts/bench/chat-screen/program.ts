/** What `scripts/bench/chat-screen.ts` runs bundled, as the program itself is: the measurements of the screen. */
import {measureScreen} from './measure.ts';

const measures = await measureScreen(Number(process.argv[2]));
process.stdout.write(`${JSON.stringify(measures)}\n`, () => process.exit(0));
