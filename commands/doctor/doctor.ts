/** `memu doctor`: checks everything it can reach, and says what mends it. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Command} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import {exitCodes, UsageError} from '../../src/ground/errors.ts';
import {count} from '../../src/ground/text.ts';
import type {Salvage} from '../../src/storage/repair.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {brokenAttachments, type Check, checkKept, type Level} from './doctor-checks.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  doctorCommand: {
    group: 'This machine',
    order: 360,
    summary: 'Check everything, and say what mends it',
  },
};

export const doctorCommand = (cli: Cli): Command =>
  new Command('doctor')
    .description('Check everything, and say what mends it')
    .option('--repair', 'save what can be read of a damaged database, and rebuild what is derived')
    .option('--yes', 'do not ask before a repair')
    .action(async ({repair, yes}: {repair?: boolean; yes?: boolean}) => {
      if (repair) return repairAll(cli, yes);
      const checks = await checkKept(cli);
      const status = worst(checks);
      if (status === 'failure') cli.setExitCode(exitCodes.integrity);
      if (cli.json) return cli.printJson({status, checks});
      for (const {name, status: level, message, fix} of checks) {
        cli.print(`${signs[level]} ${name}: ${message}`);
        if (fix !== null && level !== 'ok') cli.print(`  → ${fix}`);
      }
      cli.print(summary(checks));
    });

const signs: {readonly [level in Level]: string} = {
  ok: 'ok      ',
  warning: 'WARNING ',
  failure: 'FAILURE ',
};

const worst = (checks: readonly Check[]): Level =>
  checks.some(check => check.status === 'failure')
    ? 'failure'
    : checks.some(check => check.status === 'warning')
      ? 'warning'
      : 'ok';

function summary(checks: readonly Check[]): string {
  const of = (level: Level): number => checks.filter(check => check.status === level).length;
  return `${count(checks.length, 'check')}: ${of('ok')} ok, ${count(of('warning'), 'warning')}, ${count(of('failure'), 'failure')}`;
}

/** A sound database stays where it is; only what follows from the rest is made anew in it. */
async function repairAll(cli: Cli, isYes: boolean | undefined): Promise<void> {
  const {findPaths} = await import('../../src/config/paths.ts');
  const path = join(findPaths(cli.env, cli.options.profile).data, 'memu.db');
  if (!existsSync(path)) throw new UsageError('there is no database to repair');
  const {isSound, salvage} = await import('../../src/storage/repair.ts');
  const isDamaged = !isSound(path);
  const question = isDamaged
    ? 'Save what can be read into a new database? The old one is kept. Close every other memu first.'
    : 'Nothing is damaged. Rebuild what is derived from the rest?';
  if (!(await cli.confirm(question, isYes))) return cli.setExitCode(exitCodes.interrupted);
  const salvaged = isDamaged ? salvage(path) : undefined;
  const memu = await cli.open();
  const {repairEntries} = await import('../../src/entries/repair-entries.ts');
  const {kinds} = await import('../../src/kinds/kinds.ts');
  const {bare} = repairEntries(memu.db, kinds);
  const {state, isSetUp} = await memu.openSync();
  const lost = await putDamagedAside(memu);
  if (isDamaged || lost > 0) state.forgetCommon();
  const holes = (salvaged?.tables ?? []).filter(table => table.hasHoles).map(({name}) => name);
  if (holes.length > 0 || bare > 0) cli.setExitCode(exitCodes.partial);
  if (cli.json) {
    const {kept = null, tables = []} = salvaged ?? {};
    return cli.printJson({kept, tables, bare});
  }
  cli.print(salvaged ? savedWords(salvaged) : 'nothing is damaged; what is derived was rebuilt');
  if (bare > 0) cli.print(`${count(bare, 'entry', 'entries')} lost fields of their own kind`);
  if (holes.length > 0) cli.print(`parts could not be read of: ${holes.join(', ')}`);
  if (salvaged) cli.print(`the damaged file is kept as ${salvaged.kept}`);
  if (isDamaged && isSetUp) cli.tell('`memu sync` brings back what the vault has');
}

/** Attached files that are missing or changed: the next sync takes them from the vault. Returns how many. */
async function putDamagedAside(memu: Memu): Promise<number> {
  const broken = await brokenAttachments(memu);
  for (const sha256 of broken) memu.attachments.putAside(sha256);
  return broken.length;
}

function savedWords({tables}: Salvage): string {
  const rows = (name: string): number => tables.find(table => table.name === name)?.rows ?? 0;
  return `saved ${count(rows('entries'), 'entry', 'entries')}, ${count(rows('turns'), 'turn')} and ${count(rows('entry_versions'), 'version')}`;
}
