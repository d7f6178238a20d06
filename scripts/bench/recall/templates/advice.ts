/** What a talkative assistant answers, at length; `{it}` is what it was asked about. */
export const advice: readonly string[] = [
  'Great question! When it comes to {it}, there are several things worth keeping in mind.',
  'First of all, take your time: most people who deal with {it} underestimate how much preparation matters.',
  'It often helps to write down what you want from {it} before you spend any money or energy.',
  'Consider asking somebody who already has experience with {it}; a short call can save hours.',
  'A common mistake is to do too much on the first day and then lose interest within a week.',
  'You might also set a small budget and review it every month, so that there are no surprises.',
  'Remember that the weather, the season and your own calendar all play a role here.',
  'If you are unsure, start small, note what works, and adjust your plan as you go.',
  'Many guides recommend a checklist: purpose, people, place, date, cost and a fallback.',
  'As for {it}, keep in mind that advice on the internet is often outdated or meant for other countries.',
  'Finally, be kind to yourself: progress with {it} is rarely a straight line, and a pause is not a failure.',
  'Would you like me to turn this into a step-by-step plan for {it}, or to look at alternatives first?',
  'In terms of work and time, two evenings a week are usually enough to see a difference.',
  'It can be useful to tell a friend about it, since being accountable makes it easier to continue.',
  'On the practical side, check the opening hours, the address and the price before you set off.',
  'There is no single right answer, and what people do in the end depends on what they value most.',
];
