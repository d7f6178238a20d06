import {expect, test} from 'vitest';
import {unknownVariables} from '../../src/config/environment.ts';
import {newHome} from '../support/command-line.ts';

test('variables that mean nothing are named with what was meant; settings, secrets and hooks are not', () => {
  const env = {
    MEMU_LLM_HOST: 'x',
    MEMU_LLM_HOSTS: 'x',
    MEMU_SECRETS_STORE: 'file',
    MEMU_SECRET_BACKUP_NAS: 'x',
    MEMU_PROFILE: 'x',
    MEMU_EVENT: 'x',
    MEMU_FLUX_CAPACITOR: 'x',
    PATH: 'x',
  };
  expect(unknownVariables(env)).toEqual([
    'MEMU_FLUX_CAPACITOR is no setting and changes nothing',
    'MEMU_LLM_HOST is no setting and changes nothing; did you mean MEMU_LLM_HOSTS?',
  ]);
});

test('memu config list and the doctor say so, other commands do not', async () => {
  const home = newHome({MEMU_LLM_HOST: 'x'});
  expect((await home.memu('config', 'list')).err).toContain('did you mean MEMU_LLM_HOSTS?');
  expect((await home.memu('doctor')).out).toContain('MEMU_LLM_HOST is no setting');
  expect((await home.memu('note', 'add', 'x')).err).not.toContain('MEMU_LLM_HOST');
});
