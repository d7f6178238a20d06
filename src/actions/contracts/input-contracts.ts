/** What each action takes, checked for whoever is not TypeScript: tools of other programs, a server, a timer. */
import {z} from 'zod';
import {captureKinds} from '../../language/grammar/phrases.ts';
import type {CaptureInput} from '../capture.ts';
import type {ResolveInput} from '../conflicts.ts';
import type {DecideInput, EditProposalInput} from '../inbox.ts';
import type {MoveTasksInput} from '../move-tasks.ts';
import type {UndoInput} from '../undo.ts';
import {flagSchema, textSchema} from './contract.ts';

const reference = textSchema.min(1).describe('an id, its beginning, or an exact title');
const references = z.array(reference);
const dryRun = flagSchema.optional().describe('say what would be, and keep nothing');

/** By the name of the action. */
export const inputContracts = {
  capture: z.strictObject({
    line: textSchema.describe('as a person says it: "call mum tomorrow 5pm #family !5"'),
    kind: z.enum(captureKinds).optional().describe('what it is, whatever it sounds like'),
    dryRun,
  }) satisfies z.ZodType<CaptureInput>,
  decideProposals: z.strictObject({
    answer: z.enum(['accept', 'reject']),
    references: references.optional(),
    all: flagSchema.optional().describe('everything that waits'),
    title: textSchema.optional().describe('in the person’s own words'),
    dryRun,
  }) satisfies z.ZodType<DecideInput>,
  editProposal: z.strictObject({
    reference,
    title: textSchema.optional(),
    fields: z
      .record(textSchema, textSchema)
      .optional()
      .describe('as people write them: due "friday 9am"'),
    accept: flagSchema.optional(),
    dryRun,
  }) satisfies z.ZodType<EditProposalInput>,
  moveTasks: z.strictObject({
    move: z.enum(['start', 'done', 'cancel', 'skip', 'reopen']),
    references: references.min(1),
    at: textSchema.optional().describe('when it was done: an ISO-8601 instant or date'),
    missed: flagSchema.optional().describe('with skip: every occurrence that was missed'),
    dryRun,
  }) satisfies z.ZodType<MoveTasksInput>,
  resolveConflict: z.strictObject({
    reference,
    field: textSchema.optional(),
    take: textSchema.describe('mine, theirs, or a text of one’s own'),
    dryRun,
  }) satisfies z.ZodType<ResolveInput>,
  undoOperations: z.strictObject({
    what: textSchema.optional().describe('how many (1), or an operation of the log'),
    dryRun,
  }) satisfies z.ZodType<UndoInput>,
};
