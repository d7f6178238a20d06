/** Waiting for a model, explained on one line that replaces itself. */
import type {AnswerEvent} from '../../src/models/calls/attempt.ts';
import type {Cli} from '../cli/cli.ts';

/** Tells which host and model answer and how far they are. */
export function showProgress(cli: Cli): (event: AnswerEvent) => void {
  let characters = 0;
  let where = '';
  return event => {
    if (event.type === 'place') {
      where = `${event.place.model.name} on ${event.place.host.address.name}`;
      characters = 0;
      cli.progress(`asking ${where}`);
    } else if (event.type === 'text') {
      characters += event.text.length;
      cli.progress(`${where} writes: ${characters} characters`);
    }
  };
}
