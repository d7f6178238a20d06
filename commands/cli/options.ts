/** Options that many commands take, and what is made of their words. */
import {InvalidArgumentError, Option} from 'commander';

/** Collects an option that may be given several times. */
export const several = (value: string, earlier: readonly string[] = []): readonly string[] => [
  ...earlier,
  value,
];

/** A whole number from an option. @throws what commander reports as a usage error */
export function wholeNumberOption(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new InvalidArgumentError('It must be a whole number.');
}

/** `--dry-run` for commands that write. */
export const dryRunOption = (): Option =>
  new Option('--dry-run', 'say what would be kept, and keep nothing');

export interface DryRun {
  readonly dryRun?: boolean;
}

/** The fields that were given: an option that was left out stays out of what is passed on. */
export const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>;

export type Given<Fields> = {[Name in keyof Fields]?: Exclude<Fields[Name], undefined>};

/** An option that may be given several times. */
export const severalOption = (flags: string, about: string): Option =>
  new Option(flags, `${about}; may be repeated`).argParser(several);

export const tagOption = (): Option => severalOption('--tag <tag>', 'a tag to add');
export const untagOption = (): Option => severalOption('--untag <tag>', 'a tag to take away');
export const areaOption = (): Option => severalOption('--area <area>', 'a life area to add');
export const unareaOption = (): Option =>
  severalOption('--unarea <area>', 'a life area to take away');
export const bodyOption = (): Option =>
  new Option('--body <text>', 'more words about it, or - for stdin');

/** `<ref>` as every command takes it. */
export const referenceArgument = ['<ref>', 'id, @last or exact title'] as const;
export const referencesArgument = ['<ref...>', 'id, @last or exact title'] as const;

export interface LabelChanges {
  readonly add?: readonly string[] | undefined;
  readonly take?: readonly string[] | undefined;
}

/** Tags or areas after a change; undefined when none was asked for. */
export function labelsAfter(
  before: readonly string[] | undefined,
  {add, take}: LabelChanges,
): readonly string[] | undefined {
  if (add === undefined && take === undefined) return undefined;
  const gone = new Set(take?.map(plainLabel));
  return [...(before ?? []), ...(add ?? [])].filter(label => !gone.has(plainLabel(label)));
}

const plainLabel = (label: string): string => label.trim().replace(/^#+/, '').toLowerCase();
