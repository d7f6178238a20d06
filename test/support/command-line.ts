/** A home for one test. */
import {newFolder} from './folder.ts';
import {type Home, homeAt, type Place} from './home.ts';

export type {Home} from './home.ts';

/** A home that is removed when the test has finished. */
export const newHome = (env: Readonly<Record<string, string>> = {}, place?: Place): Home =>
  homeAt(newFolder(), env, place);
