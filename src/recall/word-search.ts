/** What the words of a question find: candidates of the index and what stands around them, ranked. */
import type {Clock} from '../ground/time.ts';
import {placesPerTurn} from './documents/passages.ts';
import type {Filters, Passage, TextSearch} from './index/text-search.ts';
import {type TextVectors, textVectors} from './meaning/text-vectors.ts';
import {parseQuery, type Query} from './query/query.ts';
import type {ReadTime, TimeRange} from './query/time-range.ts';
import type {RankedPassage} from './ranking/ranked-passage.ts';
import {rank} from './ranking/ranking.ts';
import {reach} from './ranking/surroundings.ts';
import {learnedWeights, type Weights} from './ranking/weights.ts';
import {wordsOf} from './terms/analysis.ts';
import {stopWords} from './terms/stop-words.ts';
import type {Vocabulary} from './terms/vocabulary.ts';

const mostCandidates = 120;
const mostWithin = 200;

export interface WordSearchDeps {
  readonly search: TextSearch;
  readonly vocabulary: Vocabulary;
  readonly clock: Clock;
  /** Reads the time that a question speaks of. */
  readonly readTime?: ReadTime | undefined;
  readonly weights?: Weights | undefined;
  /** What words mean, asked for when a question needs it; what is shipped with memu when absent. */
  readonly textVectors?: (() => TextVectors | undefined) | undefined;
}

export interface WordQuestion {
  readonly query: Query;
  readonly range: TimeRange | undefined;
}

export class WordSearch {
  readonly #parts: WordSearchDeps;

  constructor(parts: WordSearchDeps) {
    this.#parts = parts;
  }

  /** Any text is a valid question. `isBehind` keeps words that the index does not know. */
  async read(text: string, isBehind = false): Promise<WordQuestion> {
    const range = await this.#parts.readTime?.(text);
    // "In" of "in April 2015" says nothing of what is looked for.
    const time = wordsOf(range?.text ?? '').filter(word => !stopWords.has(word));
    const words = range ? text.replace(range.text, time.join(' ')) : text;
    const query = parseQuery(words, this.#parts.vocabulary, {timeWords: new Set(time), isBehind});
    return {query, range};
  }

  /** Best first; `waiting` are passages that the index does not know yet. */
  rank(
    {query, range}: WordQuestion,
    filters: Filters,
    waiting: readonly Passage[] = [],
  ): RankedPassage[] {
    if (range !== undefined && namesOnlyTime(query)) return this.#within(range, filters);
    const {search, clock, weights = learnedWeights} = this.#parts;
    const found = search.candidates(query, filters, mostCandidates);
    const passages = search.read(found);
    const around = search.around(passages, reach * placesPerTurn);
    const known = new Set(found);
    const others = search.read(around.filter(passage => !known.has(passage)));
    const candidates = [...passages, ...others, ...waiting];
    // Bare words are looked for as they are: then nothing needs to be read.
    const vectors = query.isBare ? undefined : (this.#parts.textVectors ?? textVectors)();
    const now = clock.now();
    return rank(query, candidates, {...search.statistics(), now, range, weights, vectors});
  }

  /** A question that names a time and nothing else is answered with what was kept then. */
  #within(range: TimeRange, filters: Filters): RankedPassage[] {
    const passages = this.#parts.search.within(range, filters, mostWithin);
    return passages.map((passage, index) => ({passage, score: 0.5 - index / (4 * mostWithin)}));
  }
}

/** Words of a question that say nothing about what it is about. */
const tellsNothing =
  /^(happen(s|ed|ing)?|do|did|done|doing|keep|kept|write|wrote|written|note[sd]?|say|said|think|thought|thing|things|everything|anything|something|go|went|going|up|new)$/;

const namesOnlyTime = ({terms, phrases}: Query): boolean =>
  phrases.length === 0 &&
  terms.every(
    ({weight, word}) => weight === 'time' || weight === 'stop' || tellsNothing.test(word),
  );
