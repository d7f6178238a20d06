/** A folder that is gone when the test has finished. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';

export function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'memu-test-'));
  onTestFinished(() => rmSync(path, {recursive: true, force: true}));
  return path;
}
