/** `memu sync key …`: which devices may open an encrypted vault. */
import {Command} from 'commander';
import {exitCodes} from '../../src/ground/errors.ts';
import {localText} from '../../src/ground/time.ts';
import type {Syncing} from '../../src/sync/open-sync.ts';
import type {VaultDevice} from '../../src/sync/state/sync-state.ts';
import type {Cli} from '../cli/cli.ts';
import {isDryRun, printReport, shown} from './sync-report.ts';

const opened = async (cli: Cli): Promise<Syncing> => await (await cli.open()).openSync();

export const syncKey = (cli: Cli): Command =>
  new Command('key')
    .description('Which devices may open an encrypted vault')
    .addCommand(keyShow(cli))
    .addCommand(keyList(cli))
    .addCommand(
      new Command('add')
        .description('Let the device with this public key open the vault')
        .argument('<key>', 'as `memu sync key show` prints it there: age1…')
        .action(async (recipient: string, _, command: Command) => {
          const syncing = await opened(cli);
          const options = {isDryRun: isDryRun(command)};
          printReport(cli, await shown(cli, () => syncing.addKey(recipient, options)), false);
          if (options.isDryRun) cli.tell('the key would be added');
        }),
    )
    .addCommand(keyRemove(cli))
    .addCommand(
      new Command('trust')
        .description(
          'Accept another key of the vault, after comparing it on a device that you trust',
        )
        .argument('<fingerprint>', 'as `memu sync key show` prints it there')
        .action(async (fingerprint: string) => {
          (await opened(cli)).trust(fingerprint);
          cli.tell('the next sync takes the key with this fingerprint');
        }),
    );

const keyShow = (cli: Cli): Command =>
  new Command('show')
    .description('Print this device’s public key, and the fingerprint of the vault’s key')
    .action(async () => {
      const syncing = await opened(cli);
      const recipient = await syncing.keys.recipient();
      const {fingerprint = null} = syncing.state.read();
      if (cli.json) return cli.printJson({recipient, fingerprint});
      cli.print(recipient);
      if (fingerprint !== null) cli.tell(`fingerprint of the vault: ${fingerprint}`);
    });

const keyList = (cli: Cli): Command =>
  new Command('list')
    .description('The devices that may open the vault, and who let them in')
    .action(async () => {
      const syncing = await opened(cli);
      const own = await syncing.keys.recipient();
      const {devices = [], fingerprint = null, strangers = []} = syncing.state.read();
      if (cli.json) return cli.printJson({fingerprint, devices, strangers});
      const {zone} = (await cli.open()).clock;
      for (const device of devices) cli.print(deviceLine(device, own, zone));
      if (fingerprint !== null) cli.tell(`fingerprint of the vault: ${fingerprint}`);
      for (const path of strangers) cli.tell(`of no device of this vault: ${path}`);
      if (devices.length === 0) cli.tell('this vault is not encrypted');
    });

const deviceLine = ({recipient, by, at}: VaultDevice, own: string, zone: string): string => {
  const who = recipient === by ? 'the first' : `let in by ${by === own ? 'this device' : by}`;
  return `${recipient}  ${localText(at, zone)}  ${who}${recipient === own ? ', this device' : ''}`;
};

const keyRemove = (cli: Cli): Command =>
  new Command('remove')
    .description('Seal the vault anew, so that a device opens nothing that comes from now on')
    .argument('<key>', 'the public key of the device that leaves: age1…')
    .option('--yes', 'do not ask')
    .action(async (recipient: string, {yes = false}: {yes?: boolean}, command: Command) => {
      const syncing = await opened(cli);
      const options = {isDryRun: isDryRun(command)};
      const staying = await syncing.staying(recipient, options);
      cli.tell('the new key goes to:');
      for (const each of staying) cli.tell(`  ${each.recipient}`);
      const question = 'Seal the vault anew for these devices, and no other?';
      const mustAsk = cli.isInteractive && !options.isDryRun;
      if (mustAsk && !(await cli.confirm(question, yes)))
        return cli.setExitCode(exitCodes.interrupted);
      printReport(cli, await shown(cli, () => syncing.removeKey(recipient, options)), false);
      if (options.isDryRun) cli.tell('the key would be removed, and every file sealed anew');
      cli.tell('what that device could read before, it can still read in the history');
    });
