/** Runs every transcript in this folder against the built binary. */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {type Home, makeHome} from './binary.ts';
import {parseTranscript, patternOf, type Step} from './transcript.ts';

const names = globSync('*.txt', {cwd: import.meta.dirname}).sort();

test.each(names)('%s', async name => {
  const home = makeHome();
  try {
    const steps = parseTranscript(readFileSync(path.join(import.meta.dirname, name), 'utf8'));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) await follow(home, step, name);
  } finally {
    home.remove();
  }
});

async function follow(home: Home, step: Step, name: string): Promise<void> {
  const {stdout, stderr, exitCode} = await home.run(step.command, step.stdin);
  const where = `${name}:${step.line} $ ${step.command}\n${stdout}${stderr}`;
  expect(exitCode, where).toBe(step.exitCode);
  expect(stdout, where).toMatch(patternOf(step.stdout));
  if (step.stderr !== undefined) expect(stderr, where).toMatch(patternOf(step.stderr));
}
