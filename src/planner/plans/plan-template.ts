/** Plans for when no model helps: sound first steps for each life area, spread over the time there is. */

import {addDays, daysBetween} from '../days.ts';
import type {Plan, PlanTask} from './plan.ts';

interface Step {
  readonly title: string;
  readonly minutes: number;
  readonly energy: number;
  readonly priority: number;
}

interface Template {
  readonly milestones: readonly string[];
  readonly steps: readonly Step[];
}

const step = (title: string, minutes: number, energy = 3, priority = 3): Step => ({
  title,
  minutes,
  energy,
  priority,
});

const general: Template = {
  milestones: ['First result', 'Half of the way', 'Done'],
  steps: [
    step('Write down what done looks like for {goal}', 20, 2, 4),
    step('List what is known, what is missing and who can help with {goal}', 30),
    step('Take the smallest first step towards {goal}', 30, 2, 4),
    step('Reserve regular hours for {goal} in the week', 15, 1, 4),
    step('Work on {goal}: first part', 90, 4),
    step('Look back on {goal}: what works, what to change', 20, 2),
    step('Work on {goal}: second part', 90, 4),
    step('Finish {goal} and write down what was learned', 45, 3, 4),
  ],
};

const templates: Readonly<Record<string, Template>> = {
  health: {
    milestones: ['A steady routine', 'Half of the way', 'Ready'],
    steps: [
      step('Measure where you stand today for {goal}', 30, 2, 4),
      step('Have a doctor agree, if there is any doubt about {goal}', 45, 2),
      step('Choose three fixed times in the week for {goal}', 15, 1, 4),
      step('Get what is needed for {goal}', 60, 2),
      step('First week of training for {goal}', 120, 4, 4),
      step('Add a little, not more than a tenth, to {goal}', 120, 4),
      step('Rest, and measure again for {goal}', 30, 1),
      step('Test run for {goal}', 90, 5, 4),
    ],
  },
  career: {
    milestones: ['A clear picture', 'First people reached', 'Decided'],
    steps: [
      step('Write down what {goal} should change', 30, 2, 4),
      step('Ask two people who have done it about {goal}', 60, 3),
      step('List the skills that {goal} asks for and those you lack', 45),
      step('Show something small that proves {goal}', 120, 4, 4),
      step('Bring your papers up to date for {goal}', 90),
      step('Talk with the person who can decide about {goal}', 45, 4, 4),
    ],
  },
  relationships: {
    milestones: ['In touch', 'A habit'],
    steps: [
      step('Write down what {goal} means to both sides', 20, 2, 4),
      step('Reach out and propose a time for {goal}', 15, 2, 4),
      step('Spend time together for {goal}', 120, 3),
      step('Ask how it was, and listen', 30, 2),
      step('Make a regular date for {goal}', 15, 1, 4),
    ],
  },
  creativity: {
    milestones: ['First draft', 'Second draft', 'Shown to someone'],
    steps: [
      step('Collect what inspires {goal}', 45, 2),
      step('Make a rough first draft of {goal} without judging it', 90, 4, 4),
      step('Put {goal} aside for some days, then look again', 30, 2),
      step('Work through {goal} a second time', 120, 4),
      step('Show {goal} to one person you trust', 30, 3, 4),
      step('Finish {goal}', 120, 4, 4),
    ],
  },
  finance: {
    milestones: ['The numbers are known', 'It runs by itself', 'Reached'],
    steps: [
      step('Write down all numbers that matter for {goal}', 60, 3, 4),
      step('Set the amount and the date for {goal}', 20, 2, 4),
      step('Find three expenses that can go for {goal}', 45),
      step('Set up a standing order for {goal}', 20, 2, 4),
      step('Check the balance for {goal} and adjust', 20, 2),
      step('Review {goal} after the first half', 30, 2),
    ],
  },
  personal_growth: {
    milestones: ['A daily habit', 'First test passed', 'Can do it alone'],
    steps: [
      step('Write down what you can and cannot do yet for {goal}', 20, 2, 4),
      step('Choose one source to learn from for {goal}', 45, 2),
      step('Practise {goal} for a first hour', 60, 3, 4),
      step('Reserve twenty minutes a day for {goal}', 15, 1, 4),
      step('Use {goal} once in real life', 60, 4),
      step('Explain to someone what you learned for {goal}', 30, 3),
      step('Test yourself on {goal}', 45, 4, 4),
    ],
  },
  spirituality: {
    milestones: ['A quiet place', 'A habit'],
    steps: [
      step('Write down why {goal} matters', 20, 2, 4),
      step('Choose a place and a time of day for {goal}', 15, 1, 4),
      step('First ten minutes for {goal}', 10, 1, 4),
      step('Read or hear something that deepens {goal}', 45, 2),
      step('Talk with someone on the same path about {goal}', 60, 3),
      step('Look back on a month of {goal}', 30, 2),
    ],
  },
};

const usualDays = 84;

/** Beginning is what matters: the first steps lie close together, the later ones further apart. */
const paced = (share: number): number => share ** 2;

/** What is wanted again and again, and not once. */
const regular =
  /\b(?:regular(?:ly)?|habits?|routines?|daily|(?:every|each) (?:day|morning|week)|more often|consistent(?:ly)?|keep up)\b/i;
const bodily =
  /\b(?:exercis\w*|work(?:ing)?[ -]?outs?|work(?:ing)? out|fit(?:ness)?|train(?:ing)?|sports?|gym|in shape|strength)\b/i;

/** Short enough to be kept up on a bad day. */
const habitMinutes = 15;

/**
 * The task that a wish for a habit begins with, or none: small, at a fixed hour, every day at seven
 * and a quarter of an hour at most. A wish that names no area is one of the body when its words are.
 */
export function habitOf(
  {title, target_date}: {readonly title: string; readonly target_date: string | null},
  area = 'health',
  minutes = habitMinutes,
): readonly PlanTask[] {
  if (!regular.test(title)) return [];
  const isBodily = area === 'health' && bodily.test(title);
  const end = target_date === null ? '' : `;UNTIL=${target_date.slice(0, 10).replaceAll('-', '')}`;
  return [
    {
      key: 'habit',
      title: isBodily
        ? 'Morning work-out'
        : `A small part of "${title.slice(0, 120)}", first thing`,
      due: null,
      repeat: {rule: `FREQ=DAILY${end}`, from: 'schedule', time: {hour: 7, minute: 0}},
      minutes: Math.min(habitMinutes, minutes),
      ...{priority: 4, energy: isBodily ? 3 : 2, after: [], parent: null},
    },
  ];
}

/** A plan for a goal of some life areas, from today until its target (12 weeks without one). */
export function templatePlan(
  goal: {
    readonly title: string;
    readonly areas: readonly string[];
    readonly target_date: string | null;
  },
  today: string,
  minutes?: number,
): Plan {
  const area = goal.areas.find(one => one in templates) ?? '';
  const {milestones, steps} = templates[area] ?? general;
  const habit = habitOf(goal, area, minutes);
  const target = goal.target_date ?? addDays(today, usualDays);
  const days = Math.max(0, daysBetween(today, target.slice(0, 10)));
  const dateAt = (share: number): string => addDays(today, Math.round(days * share));
  return {
    milestones: milestones.map((title, index) => ({
      title,
      due: dateAt((index + 1) / milestones.length),
    })),
    tasks: [
      ...habit,
      ...steps.map(({title, ...effort}, index) => ({
        key: String(index + 1),
        title: title.replace('{goal}', `"${goal.title.slice(0, 120)}"`),
        due: dateAt(paced((index + 1) / steps.length)),
        ...effort,
        minutes: Math.min(effort.minutes, minutes ?? effort.minutes),
        after: index === 0 ? [] : [String(index)],
        parent: null,
      })),
    ],
  };
}
