/** How a command's file says that it is one: `npm run docs` finds it and writes the table of all. */

export interface InHelp {
  readonly group: 'Keeping' | 'Talking' | 'This machine' | 'Leaving the device';
  /** Where it stands among the others, the smallest first. */
  readonly order: number;
  /** A line for the help; `{commands}` stands for the names of what it consists of. */
  readonly summary: string;
  /** Called by programs, not by people. */
  readonly isHidden?: boolean;
}

/** By the name of the export that makes the command. */
export type CommandsInHelp = Readonly<Record<string, InHelp>>;
