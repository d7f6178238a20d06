/** Everything that waits for a person's yes, and the answer to it: one way for every kind and every surface. */
import {
  type FieldValues,
  ProposalStore,
  type ProposalStoreDeps,
} from '../assistant/proposals/proposal-store.ts';
import type {Entries} from '../entries/entries.ts';
import type {EntryBase} from '../entries/entry.ts';
import {readFieldText} from '../entries/field-text.ts';
import {listProposed} from '../entries/proposed.ts';
import type {References} from '../entries/references.ts';
import {UsageError} from '../ground/errors.ts';
import {type Goal, goalKind} from '../planner/goals/goal.ts';
import type {Goals} from '../planner/goals/goals.ts';
import {proposedMilestones, settleProposal} from '../planner/plans/plan-apply.ts';
import type {Task} from '../planner/tasks/task.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';
import {findProposal} from './references.ts';
import {type DryRunDeps, writeOrRehearse} from './rehearse.ts';

export interface InboxDeps {
  readonly entries: Entries;
  readonly goals: Goals;
}

/** What waits: an entry that was proposed, or a goal whose plan was. */
export interface Waiting {
  readonly entry: EntryBase;
  /** What a plan brings besides its tasks, which wait by themselves. */
  readonly milestones: readonly string[];
  /** The memory that this one would replace. */
  readonly replaces: EntryBase | undefined;
}

const mostWaiting = 200;

/** The newest first. */
export function inbox(
  {entries, goals}: InboxDeps,
  {limit = mostWaiting}: {readonly limit?: number | undefined} = {},
): readonly Waiting[] {
  const proposed = listProposed(entries, limit);
  const known = new Set(proposed.map(({id}) => id));
  const plans = goals.withProposedPlan(limit).filter(({id}) => !known.has(id));
  return [...plans, ...proposed]
    .toSorted((a, b) => b.created_at.localeCompare(a.created_at))
    .slice(0, limit)
    .map(entry => ({
      entry,
      milestones: isGoal(entry) ? proposedMilestones(entry).map(({title}) => title) : [],
      replaces: replacedBy(entry, entries),
    }));
}

function replacedBy({metadata}: EntryBase, entries: Entries): EntryBase | undefined {
  const {supersedes} = metadata;
  return typeof supersedes === 'string' ? entries.find(supersedes) : undefined;
}

const isGoal = (entry: EntryBase): entry is Goal => entry.kind === goalKind.name;

export interface DecideDeps extends ProposalStoreDeps, InboxDeps, DryRunDeps {
  readonly references: Pick<References, 'get'>;
  readonly tasks: Tasks;
}

export type Answer = 'accept' | 'reject';

export interface DecideInput {
  readonly answer: Answer;
  /** What is decided about: ids, their beginnings, or exact titles. */
  readonly references?: readonly string[] | undefined;
  /** Everything that waits. */
  readonly all?: boolean | undefined;
  /** The person's own words for it: the title, or what a memory says. */
  readonly title?: string | undefined;
  readonly dryRun?: boolean | undefined;
  /** What the log calls it. */
  readonly command?: string | undefined;
  /** What was decided already is decided again, as far as that says anything; otherwise it is refused. */
  readonly again?: boolean | undefined;
}

export interface Decided {
  readonly entry: EntryBase;
  /** The tasks of a goal's plan that were decided with it. */
  readonly tasks: readonly Task[];
}

/**
 * Accepts or rejects what was proposed, all of it in one operation that one undo takes back. A goal
 * stands for the plan that was proposed for it. Rejected entries go to the trash.
 *
 * @throws UsageError when nothing is named, or what is named does not wait; NotFoundError
 */
export function decideProposals(deps: DecideDeps, input: DecideInput): readonly Decided[] {
  const {references = [], all, dryRun, command = `inbox ${input.answer}`} = input;
  if (references.length === 0 && !all) {
    throw new UsageError('which of them?', {hint: 'memu inbox, or --all'});
  }
  const wanted = all
    ? inbox(deps).map(({entry}) => entry)
    : references.map(reference => findProposal(deps, reference));
  // A goal first: its plan decides about tasks that wait by themselves too.
  const inOrder = wanted.toSorted((a, b) => Number(isGoal(b)) - Number(isGoal(a)));
  return writeOrRehearse(deps, dryRun, () =>
    deps.operations.run(command, () => decideEach(deps, inOrder, input)),
  );
}

function decideEach(
  deps: DecideDeps,
  wanted: readonly EntryBase[],
  input: DecideInput,
): readonly Decided[] {
  const done = new Set<string>();
  return wanted.flatMap(({id}) => {
    if (done.has(id)) return [];
    const decided = decideOne(deps, deps.entries.get(id), input);
    for (const one of [decided.entry, ...decided.tasks]) done.add(one.id);
    return [decided];
  });
}

function decideOne(deps: DecideDeps, entry: EntryBase, input: DecideInput): Decided {
  const isProposed = entry.state === 'proposed';
  const tasks =
    isGoal(entry) && (!isProposed || hasPlan(deps, entry))
      ? settleProposal(deps, entry.id, input.answer === 'accept').tasks
      : [];
  if (!isProposed && input.again) decideAgain(deps, entry.id, input.answer);
  else if (isProposed || !isGoal(entry)) decideEntry(deps, entry.id, input);
  return {entry: deps.entries.get(entry.id), tasks};
}

function decideEntry(deps: DecideDeps, id: string, {answer, title}: DecideInput): void {
  const proposals = new ProposalStore(deps);
  if (answer === 'reject') proposals.drop(id);
  else proposals.accept(id, title === undefined ? {} : {title});
}

function decideAgain({entries}: DecideDeps, id: string, answer: Answer): void {
  if (answer === 'accept') entries.activate(id);
  else entries.trash(id);
}

const hasPlan = ({tasks}: DecideDeps, goal: Goal): boolean =>
  proposedMilestones(goal).length > 0 ||
  tasks.list({goalId: goal.id, status: 'all', states: ['proposed'], limit: 1}).length > 0;

/** The fields of a proposal that a person may want to change, with what they say. */
export const proposalFields = (entry: EntryBase): Readonly<Record<string, CardValue>> =>
  Object.fromEntries(
    changeable
      .map(name => [name, (entry as unknown as Record<string, CardValue | null>)[name]] as const)
      .filter((one): one is readonly [string, CardValue] => isSaid(one[1])),
  );

type CardValue = FieldValues[string];

const isSaid = (value: CardValue | null | undefined): boolean =>
  value != null && value !== '' && !(Array.isArray(value) && value.length === 0);

const changeable = [
  ...['type', 'due', 'scheduled', 'recurrence', 'target_date', 'valid_from', 'valid_to'],
  ...['priority', 'energy', 'duration_minutes', 'notebook', 'vision', 'areas', 'tags'],
];

export interface EditProposalInput {
  readonly reference: string;
  readonly title?: string | undefined;
  /** Fields by name, as people write them: dates in words, lists with commas, `none` for nothing. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** And say yes to it. */
  readonly accept?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Changes what was proposed before it is decided about.
 *
 * @throws UsageError for what does not wait, for a field that it does not have and a value that is none
 */
export function editProposal(deps: DecideDeps, input: EditProposalInput): EntryBase {
  const {reference, title, fields = {}, accept, dryRun} = input;
  const {id, kind: name} = findProposal(deps, reference);
  const kind = deps.entries.kind(name);
  const read = Object.entries(fields).map(([field, text]) => [
    field,
    readFieldText(kind, field, text),
  ]);
  const changes = {...(title !== undefined && {title}), fields: Object.fromEntries(read)};
  const proposals = new ProposalStore(deps);
  return writeOrRehearse(deps, dryRun, () =>
    deps.operations.run('inbox edit', () => {
      if (accept) proposals.accept(id, changes);
      else proposals.change(id, changes);
      return deps.entries.get(id);
    }),
  );
}
