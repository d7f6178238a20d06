/** `memu sync key …`: which devices may open an encrypted vault. */
import {Command} from 'commander';
import type {Cli} from '../cli/cli.ts';
import {isDryRun, printReport, shown} from './sync-report.ts';

export const syncKey = (cli: Cli): Command =>
  new Command('key')
    .description('Which devices may open an encrypted vault')
    .addCommand(
      new Command('show').description('Print this device’s public key').action(async () => {
        const recipient = await (await (await cli.open()).openSync()).keys.recipient();
        if (cli.json) cli.printJson({recipient});
        else cli.print(recipient);
      }),
    )
    .addCommand(
      new Command('add')
        .description('Let the device with this public key open the vault')
        .argument('<key>', 'as `memu sync key show` prints it there: age1…')
        .action(async (recipient: string, _, command: Command) => {
          const syncing = await (await cli.open()).openSync();
          const options = {isDryRun: isDryRun(command)};
          printReport(cli, await shown(cli, () => syncing.addKey(recipient, options)), false);
          if (options.isDryRun) cli.tell('the key would be added');
        }),
    )
    .addCommand(
      new Command('remove')
        .description('Seal the vault anew, so that a device opens nothing that comes from now on')
        .argument('<key>', 'the public key of the device that leaves: age1…')
        .action(async (recipient: string, _, command: Command) => {
          const syncing = await (await cli.open()).openSync();
          const options = {isDryRun: isDryRun(command)};
          printReport(cli, await shown(cli, () => syncing.removeKey(recipient, options)), false);
          if (options.isDryRun) cli.tell('the key would be removed, and every file sealed anew');
          cli.tell('what that device could read before, it can still read in the history');
        }),
    );
