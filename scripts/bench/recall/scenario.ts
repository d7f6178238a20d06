/** The form of a benchmark scenario: what is said, which line answers, and how it is asked for. */

export const questionTypes = [
  'people',
  'places',
  'dates',
  'changes',
  'paraphrases',
  'typos',
  'hops',
] as const;

export type QuestionType = (typeof questionTypes)[number];

/**
 * `lines` are said in order: `u:` by the person, `o:` by whoever they talk to, `*` in front marks a
 * line that answers the question, `---` lets weeks pass (another conversation or day). `{slot}` is
 * filled from the word lists, the same everywhere in one scenario; `{slot2}` is another value of the
 * same list; `{~slot}` is the value with a slip of the fingers. `{when}` in a question is the month
 * and year in which the answering line was said.
 */
export interface Scenario {
  readonly type: QuestionType;
  readonly lines: readonly string[];
  readonly ask: readonly string[];
}

/** How a set of scenarios becomes memories. */
export type Shape = 'talk' | 'assistant' | 'diary' | 'list';

export interface ScenarioSet {
  readonly name: string;
  readonly shape: Shape;
  readonly scenarios: readonly Scenario[];
}
