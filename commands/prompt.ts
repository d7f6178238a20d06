/** `memu prompt`: named templates of your own for `memu chat --prompt`. */
import {Command} from 'commander';
import {PromptTemplates} from '../src/assistant/prompt/templates.ts';
import {findPaths} from '../src/config/paths.ts';
import {excerpt} from '../src/ground/text.ts';
import type {Cli} from './cli/cli.ts';
import {editText} from './cli/editor.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {readPiped} from './cli/piped.ts';
import {joined} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  promptCommand: {
    group: 'Talking',
    order: 135,
    summary: 'Templates of your own for chat --prompt: {commands}',
  },
};

export const promptCommand = (cli: Cli): Command =>
  new Command('prompt')
    .description('Templates of your own: how to answer, or a frame around {{question}}')
    .addCommand(promptList(cli), {isDefault: true})
    .addCommand(promptShow(cli))
    .addCommand(promptEdit(cli));

const templatesOf = (cli: Cli): PromptTemplates =>
  new PromptTemplates(findPaths(cli.env, cli.options.profile).config);

const promptList = (cli: Cli): Command =>
  new Command('list').description('All of them, with their versions').action(() => {
    const templates = templatesOf(cli).list();
    if (cli.json) return cli.printJson(templates);
    for (const {name, version, text} of templates) {
      cli.print(joined(name.padEnd(18), version, excerpt(text, 60)));
    }
    if (templates.length === 0) cli.tell('none yet; memu prompt edit NAME writes one');
  });

const promptShow = (cli: Cli): Command =>
  new Command('show')
    .description('The text of one, as it is or as it was')
    .argument('<name>')
    .argument('[version]', 'as a turn names it')
    .action((name: string, version: string | undefined) => {
      const template = templatesOf(cli).get(name, version);
      if (cli.json) cli.printJson(template);
      else cli.print(template.text.trimEnd());
    });

const promptEdit = (cli: Cli): Command =>
  new Command('edit')
    .description('Write or change one in your editor; without a terminal, from stdin')
    .argument('<name>')
    .option('--text <text>', 'these words, without an editor')
    .action(async (name: string, {text: given}: {readonly text?: string}) => {
      const templates = templatesOf(cli);
      const before = templates.find(name)?.text ?? '';
      const text = given ?? (await written(cli, name, before));
      const saved = templates.save(name, text);
      if (cli.json) cli.printJson(saved);
      else cli.print(joined('kept', saved.name, saved.version));
    });

const written = (cli: Cli, name: string, before: string): Promise<string> =>
  cli.isInteractive ? editText(cli, before, `${name}.md`) : readPiped(cli, false);
