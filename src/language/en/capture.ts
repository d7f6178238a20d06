/** How a captured line says what it is, in English. */
import type {CaptureWords} from '../phrases.ts';
import {say} from '../say.ts';

const energies: Readonly<Record<string, number>> = {low: 2, medium: 3, high: 4};
const priorities: Readonly<Record<string, number>> = {
  lowest: 1,
  low: 2,
  medium: 3,
  normal: 3,
  high: 4,
  urgent: 5,
  highest: 5,
};

export const captureWords: CaptureWords = {
  kinds: [
    {match: /^(?:note|idea|thought)s?:\s*/iu, kind: 'note'},
    {match: /^note to self:?\s+/iu, kind: 'note'},
    {match: /^(?:take a )?note that\s+/iu, kind: 'note'},
    {match: /^til:?\s+(?=\S)/iu, kind: 'memory', memoryType: 'fact'},
    {
      match: /^i(?:'ve|’ve| have)? (?:just )?(?:learned|learnt|found out) (?:that|how|why)\s/iu,
      kind: 'memory',
      memoryType: 'fact',
      keeps: true,
    },
    {match: /^(?:goal|aim):\s*/iu, kind: 'goal'},
    {match: /^my goal is to\s+/iu, kind: 'goal'},
    {match: /^i(?: want|'d like|’d like| would like) to\s+/iu, kind: 'goal'},
    {match: /^(?:task|todo|to do|to-do):\s*/iu, kind: 'task'},
    {
      match:
        /^(?:remember to|remind me to|don't forget to|don’t forget to|i (?:need|have) to|i must)\s+/iu,
      kind: 'task',
    },
    {match: /^(?:memory|remember|fact):\s*/iu, kind: 'memory', memoryType: 'fact'},
    {match: /^remember,? (?:that\s+)(?=\p{L})/iu, kind: 'memory', memoryType: 'fact'},
    {
      match: /^i (?:really )?(?:like|love|prefer|hate|dislike|enjoy|can't stand|don't like)\s/iu,
      kind: 'memory',
      memoryType: 'preference',
      keeps: true,
    },
    {
      match: /^i (?:usually|always|never|often)\s/iu,
      kind: 'memory',
      memoryType: 'routine',
      keeps: true,
    },
    {
      match: /^(?:i am|i'm|i’m) (?:allergic|afraid|vegan|vegetarian)/iu,
      kind: 'memory',
      memoryType: 'fact',
      keeps: true,
    },
    {
      match: /^my (?:\p{L}+ ){1,3}is (?!due\b)/iu,
      kind: 'memory',
      memoryType: 'fact',
      keeps: true,
    },
  ],
  minutes: say(
    String.raw`(?:(?:for|takes?) (?:(?<half>half an hour)|(?<one>an hour))|(?:for |takes? |~ ?)?(?:(?<hours>\d{1,2}(?:\.\d{1,2})?) ?(?:hours?|hrs?|h)(?: ?(?<rest>\d{1,2})(?: ?(?:minutes?|mins?|m))?)?|(?<minutes>\d{1,4}) ?(?:minutes?|mins?))|~ ?(?<short>\d{1,4})m)(?!\s+(?:before|after|later|late|early|ago|from|of|a |per|each|delay|old|drive|walk|ride|flight|away)\b)`,
    g => {
      if (g.half !== undefined) return 30;
      if (g.one !== undefined) return 60;
      const minutes =
        Math.round(Number(g.hours ?? 0) * 60) + Number(g.rest ?? g.minutes ?? g.short ?? 0);
      return minutes > 0 ? minutes : undefined;
    },
  ),
  energy: say(
    String.raw`(?:(?<word>low|medium|high)[ -]energy|energy[ :](?<level>[1-5]|low|medium|high)|\^(?<caret>[1-5]))`,
    g => {
      const said = (g.word ?? g.level ?? g.caret ?? '').toLowerCase();
      return energies[said] ?? Number(said);
    },
  ),
  priority: say(
    `(?:!(?<level>[1-5]|lowest|low|medium|normal|high|highest|urgent)|(?<word>low|medium|high|highest|lowest)[ -]priority|priority[ :](?<named>[1-5]|low|medium|high))`,
    g => {
      const said = (g.level ?? g.word ?? g.named ?? '').toLowerCase();
      return priorities[said] ?? Number(said);
    },
  ),
  keys: {
    due: 'due',
    by: 'due',
    scheduled: 'scheduled',
    sched: 'scheduled',
    start: 'scheduled',
    wait: 'scheduled',
    every: 'every',
    recur: 'every',
    repeat: 'every',
    rec: 'every',
    priority: 'priority',
    pri: 'priority',
    energy: 'energy',
    minutes: 'minutes',
    min: 'minutes',
    est: 'minutes',
    goal: 'goal',
    tag: 'tag',
    area: 'area',
  },
};
