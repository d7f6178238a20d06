/** Which programs in the folder of hooks are run. */
import {chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {distrustOfProgram} from '../../src/ground/trusted-path.ts';
import {newFolder} from '../support/folder.ts';

function hook() {
  const folder = join(newFolder(), 'hooks');
  mkdirSync(folder, {mode: 0o700});
  const program = join(folder, 'task.created');
  writeFileSync(program, '#!/bin/sh\n', {mode: 0o700});
  return {folder, program, distrust: () => distrustOfProgram(folder, 'task.created')};
}

test('one that nobody else can change, also through a link within the folder', () => {
  const {folder, program, distrust} = hook();
  expect(distrust()).toBeUndefined();
  renameSync(program, join(folder, 'own'));
  symlinkSync('own', program);
  expect(distrust()).toBeUndefined();
});

test('none that others can write, nor one in a folder that they can', () => {
  const {folder, program, distrust} = hook();
  chmodSync(program, 0o720);
  expect(distrust()?.fix).toBe(`chmod go-w ${program}`);
  chmodSync(program, 0o700);
  chmodSync(folder, 0o777);
  expect(distrust()?.fix).toBe(`chmod go-w ${folder}`);
});

test('none behind a link out of the folder, and none with the rights of another', () => {
  const {folder, program, distrust} = hook();
  chmodSync(program, 0o4700);
  expect(distrust()?.fix).toBe(`chmod ug-s ${program}`);
  renameSync(program, join(folder, '..', 'elsewhere'));
  symlinkSync(join('..', 'elsewhere'), program);
  expect(distrust()?.reason).toContain('is a link out of');
});
