/** The factual story, without a model: what was done by goal and life area, every line resting on an entry. */
import {dateText} from '../../language/format-moment.ts';
import {type Fact, headingOf, type StoryPeriod} from './facts.ts';
import type {Chapter, Sentence, Story} from './story.ts';

/** `15 Nov 2026 to 21 Nov 2026` */
const periodText = ({from, to}: StoryPeriod): string => {
  const [first, last] = [from, to].map(date => dateText(Temporal.PlainDate.from(date)).slice(4));
  return first === last ? `${first}` : `${first} to ${last}`;
};

const verbs: Readonly<Record<Fact['kind'], string>> = {
  done: 'Done',
  reached: 'Goal reached',
  milestone: 'Milestone reached',
  noted: 'Noted',
  remembered: 'Remembered',
  event: 'Took place',
};

export function digestOf(period: StoryPeriod, facts: readonly Fact[]): Story {
  const groups = Map.groupBy(facts, headingOf);
  const chapters = [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([heading, group]): Chapter => ({heading, sentences: group.map(sentenceOf)}));
  const title = `Story: ${periodText(period)}`;
  return {period, title, chapters, facts, source: 'digest', model: null, cut: []};
}

const rank = (heading: string): number =>
  ['Other tasks', 'Calendar', 'Notes and memories'].indexOf(heading) + 1;

function sentenceOf({kind, date, title, number}: Fact): Sentence {
  const day = dateText(Temporal.PlainDate.from(date)).slice(0, -5);
  const ending = /[.!?]$/.test(title) ? '' : '.';
  return {text: `${day}: ${verbs[kind].toLowerCase()}: ${title}${ending}`, sources: [number]};
}
