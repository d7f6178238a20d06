#!/usr/bin/env node
/** The entry when memu runs from files: the sources, or what `npm run build` made of them. */
import path from 'node:path';
import {keepCompiledCode} from './start/compile-cache.ts';
import {start} from './start/start.ts';

await start(() => {
  const isBuilt = !import.meta.filename.endsWith('.ts');
  if (isBuilt) keepCompiledCode(path.join(import.meta.dirname, 'compiled'));
  return import('./program.ts');
});
