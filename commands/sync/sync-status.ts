/** `memu sync status` */
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import {count} from '../../src/ground/text.ts';
import {localText} from '../../src/ground/time.ts';
import type {SyncStatus} from '../../src/sync/state/sync-status.ts';
import type {Cli} from '../cli/cli.ts';

export const syncStatus = (cli: Cli): Command =>
  new Command('status')
    .description('Where sync stands, without reaching for the remote')
    .action(async () => {
      const memu = await cli.open();
      const standing = (await memu.openSync()).status();
      if (cli.json) return cli.printJson(statusJson(standing));
      for (const line of statusLines(standing, memu)) cli.print(line);
    });

function statusJson({facts, ahead, behind, conflicts, heldDeletes, unreadable}: SyncStatus) {
  const {vault = null, remote = null, mirror = null, last} = facts;
  return {
    vault,
    remote,
    mirror,
    encrypted: facts.isEncrypted ?? false,
    last_sync: last?.at ?? null,
    last_try: last?.tried ?? null,
    last_error: last?.error ?? null,
    last_reason: last?.reason ?? null,
    waiting: ahead,
    ahead,
    behind,
    conflicts,
    held_deletes: heldDeletes,
    unreadable,
  };
}

function statusLines(standing: SyncStatus, {clock}: Memu): string[] {
  const {facts, ahead, behind, conflicts, heldDeletes, unreadable} = standing;
  const {vault, remote, mirror, last} = facts;
  if (vault === undefined) return ['sync is not set up - memu sync init --remote URL'];
  const incoming = behind - heldDeletes;
  const deletions = count(heldDeletes, 'deletion');
  const {zone} = clock;
  return [
    `remote     ${remote ?? 'none'}${facts.isEncrypted ? ', encrypted' : ''}`,
    mirror === undefined ? '' : `mirror     ${mirror}`,
    `last sync  ${last?.at ? localText(last.at, zone) : 'never'}`,
    last?.error
      ? `last try   ${localText(last.tried, zone)}, failed: ${last.reason ?? last.error}`
      : '',
    `to go out  ${ahead}`,
    incoming > 0 ? `to come in ${incoming}` : '',
    conflicts > 0 ? `conflicts  ${conflicts} - memu sync conflicts` : '',
    heldDeletes > 0 ? `held back  ${deletions} - memu sync --accept-deletes ${heldDeletes}` : '',
    ...unreadable.map(({path, problem}) => `unreadable ${path}: ${problem}`),
  ].filter(line => line !== '');
}
