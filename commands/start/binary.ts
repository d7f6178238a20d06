/**
 * The entry of the single binary. It holds only what a start needs first; the program, its native
 * addons and migrations are unpacked beside each other once, and loaded from there.
 */
import module from 'node:module';
import path from 'node:path';
import {keepCompiledCode} from './compile-cache.ts';
import {type Program, start} from './start.ts';
import {UnpackError, unpackedProgram} from './unpack.ts';

try {
  await start(() => {
    const folder = unpackedProgram(process.env);
    keepCompiledCode(path.join(folder, 'compiled'));
    // An embedded module may not import files; a `require` that starts at a file may load modules.
    const require = module.createRequire(path.join(folder, 'program.mjs'));
    return require('./program.mjs') as Program;
  });
} catch (error) {
  if (!(error instanceof UnpackError)) throw error;
  process.stderr.write(reportOf(error));
  process.exitCode = error.exitCode;
}

/** As the program would print it; here there is no program yet. */
function reportOf({code, message, hint}: UnpackError): string {
  const isJson = process.argv.some(word => word === '--json' || word === '--jsonl');
  return isJson
    ? `${JSON.stringify({error: {code, message, hint: hint ?? null}})}\n`
    : `memu: ${message}\n${hint}\n`;
}
