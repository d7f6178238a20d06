/** What the rules of shape let pass, each with its reason. */

/** Long because they are one table, or made by a script. */
export const dataFiles: ReadonlySet<string> = new Set([
  'src/exchange/demo/demo-life.ts',
  'src/language/en/beginnings.ts',
]);

/** Files that still ask the database themselves and should ask a room. */
export const sqlToMove: ReadonlySet<string> = new Set([
  'commands/doctor/doctor-checks.ts',
  'src/assistant/local-answers.ts',
]);
