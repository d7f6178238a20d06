/** `memu profile`: what memu knows of you, all of it, with where it comes from. */
import {Command} from 'commander';
import {writeOrRehearse} from '../src/actions/rehearse.ts';
import {Profile, traits} from '../src/assistant/profile.ts';
import {traitNames} from '../src/memories/profile-facts.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {type DryRun, dryRunOption} from './cli/options.ts';
import {joined, showDate} from './print/presentation.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  profileCommand: {
    group: 'Talking',
    order: 160,
    summary: 'What memu knows of you: {commands}',
  },
};

export const profileCommand = (cli: Cli): Command =>
  new Command('profile')
    .description('What memu knows of you: told by you or counted, never guessed')
    .addCommand(profileShow(cli), {isDefault: true})
    .addCommand(profileSet(cli))
    .addCommand(profileRemove(cli));

const profileShow = (cli: Cli): Command =>
  new Command('show').description('All of it, and whether models are told').action(async () => {
    const memu = await cli.open();
    const profile = new Profile(memu);
    const isOn = memu.config.get('chat.profile');
    const [told, counted] = [profile.told(), profile.counted()];
    if (cli.json) {
      return cli.printJson({
        told_to_models: isOn,
        told: told.map(({trait, value, id, updatedAt}) => ({
          trait,
          value,
          id,
          updated_at: updatedAt,
        })),
        counted,
      });
    }
    for (const {trait, value, updatedAt} of told) {
      cli.print(joined(trait.padEnd(18), value, `(told ${showDate(updatedAt, memu.clock.zone)})`));
    }
    for (const {trait, value, from} of counted) {
      cli.print(joined(trait.padEnd(18), value, `(counted from ${from} finished tasks)`));
    }
    const open = traitNames.filter(name => !told.some(one => one.trait === name));
    for (const name of open) cli.tell(joined(name.padEnd(18), `- ${traits[name].about}`));
    cli.tell(
      isOn
        ? 'models are told this; memu config set chat.profile false keeps it from them'
        : 'models are not told this; memu config set chat.profile true',
    );
    if (told.some(one => one.trait === 'areas')) cli.tell('areas also weigh what memu next shows');
  });

const profileSet = (cli: Cli): Command =>
  new Command('set')
    .description('Say something about yourself; undo takes it back')
    .argument('<name>', traitNames.join(', '))
    .argument('<value...>')
    .addOption(dryRunOption())
    .action(async (name: string, words: readonly string[], {dryRun}: DryRun) => {
      const memu = await cli.open();
      const {trait, value, id, updatedAt} = writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('profile set', () => new Profile(memu).set(name, words.join(' '))),
      );
      if (cli.json) cli.printJson({trait, value, id, updated_at: updatedAt});
      else cli.print(`${trait} ${dryRun ? 'would be' : '='} ${value}`);
    });

const profileRemove = (cli: Cli): Command =>
  new Command('rm')
    .description('Forget something about yourself; undo brings it back')
    .argument('<name>')
    .addOption(dryRunOption())
    .action(async (name: string, {dryRun}: DryRun) => {
      const memu = await cli.open();
      writeOrRehearse(memu, dryRun, () =>
        memu.operations.run('profile rm', () => new Profile(memu).remove(name)),
      );
      if (cli.json) cli.printJson({trait: name});
      else cli.print(`${name} ${dryRun ? 'would be' : 'is'} forgotten`);
    });
