/** Where things are in a checkout. */
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

export const inRepository = (...parts: readonly string[]): string =>
  path.join(repository, ...parts);
