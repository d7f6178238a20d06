/** Bare words, as people type them into a search box: what holds all of them is wanted, not what stands near. */
import {stopWords} from '../../../src/recall/terms/stop-words.ts';
import {type Random, seeded} from '../random.ts';
import type {Question, World} from './world.ts';

const questionsPerType = 120;
/** A word that stands in more memories than this is no question by itself. */
const mostHolders = {'one word': 10, 'two words': 150, 'three words': 150};

type BareType = keyof typeof mostHolders;

/** The memories of a world, asked for with one to three of their own words in lower case. */
export function bareWords(world: World, seed: number): World {
  const random = seeded(seed);
  const wordsOf = new Map(world.memories.map(({id, text}) => [id, wordsIn(text)]));
  const texts = new Map(world.memories.map(({id, text}) => [id, text]));
  const holders = new Map<string, string[]>();
  for (const [id, words] of wordsOf) {
    for (const word of words) holders.set(word, [...(holders.get(word) ?? []), id]);
  }
  const questions: Question[] = [];
  for (const [place, type] of (Object.keys(mostHolders) as BareType[]).entries()) {
    const asked = new Set<string>();
    while (asked.size < questionsPerType) {
      const {id} = random.pick(world.memories);
      const rare = [...wordsOf.get(id)!].filter(
        word => holders.get(word)!.length <= mostHolders[type],
      );
      if (rare.length <= place) continue;
      const words = take(place + 1, rare, random);
      const query = words.join(' ');
      if (asked.has(query)) continue;
      const relevant = holders
        .get(words[0]!)!
        .filter(one => words.every(word => wordsOf.get(one)!.has(word)));
      // Of what says the same, recall shows one.
      if (new Set(relevant.map(one => texts.get(one))).size < relevant.length) continue;
      asked.add(query);
      questions.push({id: `bare/${type}/${asked.size}`, type, query, relevant});
    }
  }
  return {name: `${world.name}, bare words`, memories: world.memories, questions};
}

/** Without words like "where": with one of them it is a question in short. */
const wordsIn = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .match(/(?<![\p{L}'’])[a-z]{4,}(?![\p{L}'’])/gu)
      ?.filter(word => !stopWords.has(word)),
  );

const take = (count: number, words: readonly string[], random: Random): readonly string[] =>
  random.shuffled(words).slice(0, count);
