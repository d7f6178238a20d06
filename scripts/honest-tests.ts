/** Refuses tests that do not test: skipped ones, lonely ones, and mocks of memu's own modules. */
import {globSync, readFileSync} from 'node:fs';
import {repository} from './build/repository.ts';

const refused: readonly RegExp[] = [
  /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:skip|only|todo|fails|skipIf|runIf)\b/,
  /\bvi\.(?:mock|doMock|hoisted)\(/,
  /\bctx\.skip\(/,
];

const found = globSync('test/**/*.{ts,tsx}', {cwd: repository}).flatMap(name =>
  readFileSync(`${repository}/${name}`, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      refused.some(pattern => pattern.test(line)) ? [`${name}:${index + 1}: ${line.trim()}`] : [],
    ),
);
if (found.length > 0) {
  process.stderr.write(
    `${found.join('\n')}\nA test either runs or goes; real parts are not mocked.\n`,
  );
  process.exitCode = 1;
}
