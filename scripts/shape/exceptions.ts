/** What the rules of shape let pass, each with its reason. */

/** Long because they are one table, or made by a script. */
export const dataFiles: ReadonlySet<string> = new Set([
  'src/actions/contracts/contracts.ts',
  'src/exchange/demo/demo-life.ts',
  'src/language/en/first-sets.ts',
]);

/** Exported names that stand in two files, with the reason. */
export const allowedTwice: Readonly<Record<string, string>> = {
  importers: 'each file of an import format says of itself what it imports',
  inHelp: 'each command says of itself how it stands in the help',
};

/** Files that still ask the database themselves and should ask a room. */
export const sqlToMove: ReadonlySet<string> = new Set([
  'commands/doctor/doctor-checks.ts',
  'src/assistant/local-answers.ts',
]);
