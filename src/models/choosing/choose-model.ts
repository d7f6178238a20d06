/** Which of the models that a host really has is the one for a purpose. Pure. */
import {
  type Capability,
  embedderNames,
  type LoadedModel,
  type ModelInfo,
} from '../hosts/model-host.ts';

export type Purpose = 'chat' | 'structured' | 'embed' | 'vision';

const needed: Readonly<Record<Purpose, Capability>> = {
  chat: 'chat',
  structured: 'chat',
  embed: 'embed',
  vision: 'vision',
};

const sees = /llava|vision|moondream|gemma3:(4|12|27)b|-vl\b/i;

/** Whether a model can serve; when the host does not tell, its name has to. */
export function suits(model: ModelInfo, purpose: Purpose): boolean {
  if (model.capabilities.length > 0) return model.capabilities.includes(needed[purpose]);
  if (purpose === 'embed') return embedderNames.test(model.name);
  return purpose === 'vision' ? sees.test(model.name) : !embedderNames.test(model.name);
}

export interface ModelChoice {
  readonly purpose: Purpose;
  /** Asked for by name; nothing else will do. */
  readonly wanted: string | undefined;
  readonly isThisMachine: boolean;
  readonly loaded: readonly LoadedModel[];
  readonly allowsElsewhere: boolean;
  /** Points by model name from a person's ratings, -1 to 1. */
  readonly preference?: ReadonlyMap<string, number>;
}

/** `llama3.2` is `llama3.2:latest`; case does not matter. */
export const sameModel = (a: string, b: string): boolean => fullName(a) === fullName(b);

const fullName = (name: string): string => {
  const lower = name.toLowerCase();
  return lower.lastIndexOf(':') > lower.lastIndexOf('/') ? lower : `${lower}:latest`;
};

/** The model to use, or undefined when none suits. */
export function chooseModel(
  models: readonly ModelInfo[],
  choice: ModelChoice,
): ModelInfo | undefined {
  const here = models.filter(one => choice.allowsElsewhere || !one.isElsewhere);
  if (choice.wanted !== undefined) {
    const name = choice.wanted;
    return (
      here.find(one => sameModel(one.name, name)) ??
      here.find(one => fullName(one.name).split(':')[0] === name.toLowerCase())
    );
  }
  return here
    .filter(one => suits(one, choice.purpose))
    .map(model => ({model, points: pointsOf(model, choice)}))
    .sort((a, b) => b.points - a.points || a.model.name.localeCompare(b.model.name))[0]?.model;
}

function pointsOf(model: ModelInfo, choice: ModelChoice): number {
  const isLoaded = choice.loaded.some(one => sameModel(one.name, model.name));
  const preference = (choice.preference?.get(model.name) ?? 0) * 2;
  if (choice.purpose === 'embed') return (isLoaded ? 1 : 0) + embedPoints(model, choice);
  const thinks = model.capabilities.includes('thinking') ? -1.5 : 0;
  return (
    sizePoints(model.billions, choice.isThisMachine) + thinks + (isLoaded ? 1 : 0) + preference
  );
}

/**
 * Bigger answers better and slower. A computer that a person sits at carries 8B in 4 bits; other
 * hosts are taken for small ones, where 3B writes some five tokens a second and 1.5B ten.
 */
function sizePoints(billions: number | undefined, isThisMachine: boolean): number {
  if (billions === undefined) return 0;
  const most = isThisMachine ? 9 : 3.3;
  if (billions > most) return -Math.log2(billions / most) * 3;
  return Math.log2(Math.max(billions, 0.1)) - (billions < 1 ? 2 : 0);
}

const embedOrder = ['embeddinggemma', 'nomic-embed-text', 'all-minilm'];

function embedPoints(model: ModelInfo, {isThisMachine}: ModelChoice): number {
  const order = isThisMachine ? embedOrder : embedOrder.toReversed();
  const rank = order.findIndex(name => model.name.startsWith(name));
  return rank < 0 ? 0 : order.length - rank;
}
