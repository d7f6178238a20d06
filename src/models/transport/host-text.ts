/** The name of a model host for people. */
import {safeLine} from '../../ground/text.ts';

/** `this machine` instead of `http://127.0.0.1:11434`; others without their scheme. */
export const hostText = (host: string): string =>
  /^https?:\/\/(127\.|localhost|\[::1\])/.test(host)
    ? 'this machine'
    : safeLine(host.replace(/^(https?|ssh):\/\//, ''));
