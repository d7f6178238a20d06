/** `memu feedback`: what you said about answers, and pairs of them for training a model elsewhere. */
import {Command} from 'commander';
import type {Memu} from '../src/app/memu.ts';
import {
  type KeptRating,
  preferencePairs,
  ratingOf,
} from '../src/assistant/conversation/feedback.ts';
import {excerpt} from '../src/ground/text.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {joined, showDate} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  feedbackCommand: {
    group: 'Talking',
    order: 170,
    summary: 'Your judgements of answers: {commands}',
  },
};

export const feedbackCommand = (cli: Cli): Command =>
  new Command('feedback')
    .description('Your judgements of answers; /good and /bad in a conversation make them')
    .addCommand(feedbackList(cli), {isDefault: true})
    .addCommand(feedbackExport(cli));

const ratings = (memu: Memu): readonly KeptRating[] =>
  memu.conversations.marked('feedback').map(ratingOf);

const feedbackList = (cli: Cli): Command =>
  new Command('list').description('Every judgement, the newest first').action(async () => {
    const memu = await cli.open();
    const all = ratings(memu).toReversed();
    if (cli.json) return cli.printJson(all.map(ratingJson));
    for (const one of all) {
      cli.print(
        joined(
          showDate(one.at, memu.clock.zone),
          one.isGood ? 'good' : 'bad ',
          one.model,
          excerpt(one.question, 50),
          one.why === '' ? '' : `(${one.why})`,
        ),
      );
    }
  });

const ratingJson = ({isGood, ...rating}: KeptRating) => ({...rating, good: isGood});

const feedbackExport = (cli: Cli): Command =>
  new Command('export')
    .description('Preference pairs, one JSON object a line: prompt, chosen, rejected')
    .option('--all', 'every judged answer with its label, not pairs only')
    .action(async ({all}: {all?: boolean}) => {
      const memu = await cli.open();
      const kept = ratings(memu);
      const lines = all
        ? kept.map(({prompt, text, isGood, model, why, at}) => ({
            prompt,
            completion: text,
            label: isGood,
            model,
            why,
            at,
          }))
        : preferencePairs(kept);
      for (const line of lines) cli.printJsonLine(line);
      cli.tell(
        all ? `${lines.length} answers` : `${lines.length} pairs from ${kept.length} judgements`,
      );
    });
