/** The half that the ranking was never tuned on: other situations in other words. */
import type {ScenarioSet} from '../scenario.ts';

export const heldOut: ScenarioSet = {
  name: 'held-out',
  shape: 'talk',
  scenarios: [
    {
      type: 'people',
      lines: [
        'o: Who looked after your {pet} while you were away?',
        '*u: {name} did, and left me a bag of {dish} as well.',
        'o: What a treasure.',
      ],
      ask: ['Who took care of my {pet} and left {dish}?'],
    },
    {
      type: 'people',
      lines: [
        'o: You seem to know somebody everywhere. In {city} too?',
        '*u: Only {name}, from university. We shared a room for a year.',
        'o: Then you have a place to stay.',
      ],
      ask: ['Whom do I know in {city}?', 'Which friend of mine lives in {city}?'],
    },
    {
      type: 'people',
      lines: ['o: Is {name} single?', '*u: No, married to someone who {job}.', 'o: Shame.'],
      ask: [
        "What does {name}'s spouse do?",
        'What is the work of the person {name} is married to?',
      ],
    },
    {
      type: 'people',
      lines: [
        '*u: {name} cannot eat {dish}, it gives them hives. Never again.',
        'o: I will tell the kitchen.',
        'u: Please do.',
      ],
      ask: ['Who is allergic to {dish}?', 'Who must not have {dish}?'],
    },
    {
      type: 'places',
      lines: [
        'u: I nearly lost the papers for the {thing}.',
        'o: Where were they?',
        '*u: Would you believe it, {spot}.',
        'o: Typical.',
      ],
      ask: ['Where are the papers of the {thing}?', 'Where did the {thing} papers turn up?'],
    },
    {
      type: 'places',
      lines: [
        '*u: {name} proposed on a bench in {city}, in the pouring rain.',
        'o: Romantic in its way.',
      ],
      ask: ['Where did {name} propose?', 'In what city was the proposal of {name}?'],
    },
    {
      type: 'places',
      lines: [
        'o: That is a fine {thing}. From where?',
        '*u: {shop}, of all places. They were clearing the cellar.',
        'o: I should go and look.',
      ],
      ask: ['Where did my {thing} come from?', 'At which shop did I find the {thing}?'],
    },
    {
      type: 'places',
      lines: [
        'u: The {event} was moved at the last minute.',
        'o: Out of the town hall?',
        '*u: To {city}, by coach. Nobody was pleased.',
      ],
      ask: ['Where did the {event} take place in the end?', 'To which town was the {event} moved?'],
    },
    {
      type: 'dates',
      lines: [
        'o: Is the {thing} still under guarantee?',
        '*u: It runs out on {month} {dayOfMonth}, I checked the receipt.',
        'o: Then hurry.',
      ],
      ask: [
        'When does the guarantee of the {thing} run out?',
        'Until when is the {thing} covered?',
      ],
    },
    {
      type: 'dates',
      lines: [
        '*u: Had {dish} at a tiny place in {city} with {name} tonight. Best of my life.',
        'o: Jealous.',
        '---',
        'u: {dish} again, this time at {shop}. Not as good.',
        'o: Nothing ever is.',
        '---',
        'u: Ordered {dish} for the whole office, {name2} paid.',
        'o: Generous.',
      ],
      ask: ['What {dish} did I eat in {when}?', 'Where was I eating {dish} in {when}?'],
    },
    {
      type: 'dates',
      lines: ['*u: Passed the {subject} exam an hour ago. I am shaking.', 'o: I knew it!'],
      ask: ['When did I pass the {subject} exam?', 'When was my exam in {subject}?'],
    },
    {
      type: 'dates',
      lines: [
        'u: {name} finally fixed the day.',
        'o: For the wedding? When?',
        '*u: {month} {dayOfMonth}, at {shop} of all places.',
        'o: Saving the date.',
      ],
      ask: ['When does {name} get married?', "What is the date of {name}'s wedding?"],
    },
    {
      type: 'changes',
      lines: [
        'u: I promised {name} to help at the {event}.',
        'o: The {event} will be exhausting.',
        '---',
        '*u: Told {name} I cannot do the {event} after all, my knee says no.',
        'o: Health first.',
      ],
      ask: [
        'Am I still helping {name} at the {event}?',
        'Did I stay with my promise about the {event}?',
      ],
    },
    {
      type: 'changes',
      lines: [
        'u: We will paint the kitchen {colour}, {name} picked it.',
        'o: {colour} is brave.',
        '---',
        'o: Is the kitchen done?',
        '*u: Yes, but in {colour2}. {name} could not stand the first coat.',
        'o: Ha!',
      ],
      ask: ['Which colour did the kitchen get in the end, after {name} picked {colour}?'],
    },
    {
      type: 'changes',
      lines: [
        'u: I am learning {subject}, an hour a day.',
        'o: Impressive.',
        '---',
        '*u: I gave up on {subject}. {subject2} suits me better and the class is nearer.',
        'o: No shame in that.',
      ],
      ask: ['What do I study now in place of {subject}?', 'Do I still learn {subject}?'],
    },
    {
      type: 'changes',
      lines: [
        'u: My dentist is {name}, near {shop}.',
        'o: Happy there?',
        '---',
        '*u: Left {name}. The new dentist is {name2} and does not lecture.',
        'o: Send me the address.',
      ],
      ask: ['Who is my dentist now after {name}?', 'Which dentist did I switch to from {name}?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'o: Why so cheerful?',
        '*u: My {relative} had twins last night, in {city}, everybody is fine.',
        'o: Congratulations to all of you.',
      ],
      ask: ['In which town were the babies of my {relative} born, {city} or another?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'u: I locked myself out, wearing slippers.',
        'o: And then?',
        '*u: {name} climbed over the balcony with the {thing} and opened from inside.',
        'o: A hero.',
      ],
      ask: [
        'Who got me back into the flat using a {thing}?',
        'How did {name} help when I had no keys?',
      ],
    },
    {
      type: 'paraphrases',
      lines: [
        '*u: The landlord raised it by {number} a month, starting in {month}. {name} says we can object.',
        'o: Do it.',
      ],
      ask: ['Who thinks that we can fight the rent increase of {number} from {month}?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'o: Still terrified of {hobby}?',
        '*u: I tried it with {name} last week and could not stop laughing. I want to go again.',
        'o: People change.',
      ],
      ask: [
        'How did I like {hobby} when {name} took me?',
        'Did I enjoy my first attempt at {hobby}?',
      ],
    },
    {
      type: 'typos',
      lines: [
        'u: {name} lent me something.',
        'o: What?',
        '*u: The {thing}, until the {event} is over.',
        'o: Treat it well.',
      ],
      ask: ['who lent me the {~thing}', 'Until when may I keep the {~thing}?'],
    },
    {
      type: 'typos',
      lines: ['*u: Best {hobby} spot so far: an hour north of {city}, past the mill.', 'o: Saved.'],
      ask: ['best place for {~hobby}', 'Where was that good {~hobby} spot?'],
    },
    {
      type: 'typos',
      lines: [
        '*u: For {dish} {name} swears by a spoon of vinegar at the end.',
        'o: I will try that.',
      ],
      ask: ['secret ingrediant for {~dish}', 'What does {name} add to the {~dish}?'],
    },
    {
      type: 'typos',
      lines: [
        'o: Who teaches you {subject}?',
        '*u: {name}, on {weekday} evenings, at the library.',
        'o: For free?',
      ],
      ask: ['{~subject} lessons at the libary', 'When are my {~subject} lessons?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: I sat next to {name} at the {event}.',
        'o: Was it fun?',
        'u: Better than feared.',
        '---',
        '*u: {name}, it turns out, {job}.',
        'o: Somebody has to.',
      ],
      ask: ['What is the job of {name}, next to whom I sat at the {event}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: {name} wants to learn {hobby} with me.',
        'o: Finally somebody.',
        '---',
        '*u: {name} is only free on {weekday}.',
        'o: That makes it simple.',
      ],
      ask: ['On what day could {name} and I practise {hobby}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: The {thing} came from {shop}.',
        'o: Quality stuff.',
        '---',
        'o: Is {shop} still open?',
        '*u: No, {shop} closed, {name} took over the stock.',
      ],
      ask: ['Who has the stock of the shop where I got the {thing}, {shop}?'],
    },
    {
      type: 'hops',
      lines: [
        "*u: {name}'s favourite dish is {dish}.",
        'o: Good taste.',
        '---',
        '*u: {name} visits me from {city} next {weekday}.',
        'o: Then cook something.',
      ],
      ask: ['What should I cook for {name}, who visits from {city}?'],
    },
  ],
};
