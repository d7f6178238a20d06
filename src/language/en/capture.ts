/** How a captured line says what it is, in English. */

import {levelOf, levelPattern} from '../grammar/levels.ts';
import {leading, phrasePattern} from '../grammar/pattern.ts';
import {PatternSet} from '../grammar/pattern-set.ts';
import type {CaptureWords, KindSaid} from '../grammar/phrases.ts';
import {firstSets} from './first-sets.ts';

export const captureWords: CaptureWords = {
  kinds: new PatternSet<KindSaid>(
    [
      leading(String.raw`(?:note|idea|thought)s?:\s*`, {kind: 'note'}),
      leading(String.raw`note to self:?\s+`, {kind: 'note'}),
      leading(String.raw`(?:take a )?note that\s+`, {kind: 'note'}),
      leading(String.raw`til:?\s+(?=\S)`, {kind: 'memory', memoryType: 'fact'}),
      leading(
        String.raw`i(?:'ve|’ve| have)? (?:just )?(?:learned|learnt|found out) (?:that|how|why)\s`,
        {kind: 'memory', memoryType: 'fact', keeps: true},
      ),
      leading(String.raw`(?:goal|aim):\s*`, {kind: 'goal'}),
      leading(String.raw`my goal is to\s+`, {kind: 'goal'}),
      leading(String.raw`i(?: want|'d like|’d like| would like) to\s+`, {kind: 'goal'}),
      leading(String.raw`(?:task|todo|to do|to-do):\s*`, {kind: 'task'}),
      leading(
        String.raw`(?:remember to|remind me to|don't forget to|don’t forget to|i (?:need|have) to|i must)\s+`,
        {kind: 'task'},
      ),
      leading(String.raw`(?:memory|remember|fact):\s*`, {kind: 'memory', memoryType: 'fact'}),
      leading(String.raw`remember,? (?:that\s+)(?=[a-zà-ɏ])`, {kind: 'memory', memoryType: 'fact'}),
      leading(
        String.raw`i (?:really )?(?:like|love|prefer|hate|dislike|enjoy|can't stand|don't like)\s`,
        {kind: 'memory', memoryType: 'preference', keeps: true},
      ),
      leading(String.raw`i (?:usually|always|never|often)\s`, {
        kind: 'memory',
        memoryType: 'routine',
        keeps: true,
      }),
      leading("(?:i am|i'm|i’m) (?:allergic|afraid|vegan|vegetarian)", {
        kind: 'memory',
        memoryType: 'fact',
        keeps: true,
      }),
      leading(String.raw`my (?:[a-zà-ɏ]+ ){1,3}is (?!due\b)`, {
        kind: 'memory',
        memoryType: 'fact',
        keeps: true,
      }),
    ],
    firstSets.kinds,
  ),
  minutes: new PatternSet(
    [
      phrasePattern(
        String.raw`(?:(?:for|takes?) (?:(?<half>half an hour)|(?<one>an hour))|(?:for |takes? |~ ?)?(?:(?<hours>\d{1,2}(?:\.\d{1,2})?) ?(?:hours?|hrs?|h)(?: ?(?<rest>\d{1,2})(?: ?(?:minutes?|mins?|m))?)?|(?<minutes>\d{1,4}) ?(?:minutes?|mins?))|~ ?(?<short>\d{1,4})m)(?!\s+(?:before|after|later|late|early|ago|from|of|a |per|each|delay|old|drive|walk|ride|flight|away)\b)`,
        g => {
          if (g.half !== undefined) return 30;
          if (g.one !== undefined) return 60;
          const minutes =
            Math.round(Number(g.hours ?? 0) * 60) + Number(g.rest ?? g.minutes ?? g.short ?? 0);
          return minutes > 0 ? minutes : undefined;
        },
      ),
    ],
    firstSets.minutes,
  ),
  energy: new PatternSet(
    [
      phrasePattern(
        String.raw`(?:(?<word>low|medium|high)[ -]energy|energy[ :](?<level>[1-5]|${levelPattern})|\^(?<caret>[1-5]))`,
        g => levelOf(g.word ?? g.level ?? g.caret ?? ''),
      ),
    ],
    firstSets.energy,
  ),
  priority: new PatternSet(
    [
      phrasePattern(
        `(?:!(?<level>[1-5]|${levelPattern})|(?<word>low|medium|high|highest|lowest)[ -]priority|priority[ :](?<named>[1-5]|${levelPattern}))`,
        g => levelOf(g.level ?? g.word ?? g.named ?? ''),
      ),
    ],
    firstSets.priority,
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
