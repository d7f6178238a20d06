/** Variables that look like memu's and mean nothing to it: a setting that somebody believes to have made. */
import {didYouMean} from '../ground/did-you-mean.ts';
import {environmentName, settingNames} from './settings.ts';

/** What is no setting. */
const others = ['MEMU_HOME', 'MEMU_PROFILE', 'MEMU_SCREEN_READER', 'MEMU_SECRETS_PASSPHRASE'];

/** Hooks and commands that notify are run with these, and may run memu. */
const ofHooks = ['MEMU_EVENT', 'MEMU_TITLE', 'MEMU_BODY'];

/** A sentence for each of them. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...settingNames.map(environmentName), ...others];
  return Object.keys(env)
    .filter(name => name.startsWith('MEMU_') && !name.startsWith('MEMU_SECRET_'))
    .filter(name => ![...known, ...ofHooks].includes(name))
    .sort()
    .map(name => {
      const meant = didYouMean(name, known);
      return `${name} is no setting and changes nothing${meant ? `; did you mean ${meant}?` : ''}`;
    });
}
