/** The words in attached files, as far as they are text. */
import {existsSync, readFileSync, statSync} from 'node:fs';

/** The text of an attachment by its content's hash and media type; undefined when it has none here. */
export type AttachmentText = (sha256: string, type: string) => string | undefined;

const largestText = 4 * 1024 * 1024;
const readable = /^text\/|^application\/(json|xml|yaml|toml)\b|\+xml$/;

/** Reads what lies in the folder of attachments; pictures, PDF and the like have no text to read. */
export const attachmentReader =
  (files: {path(sha256: string): string}): AttachmentText =>
  (sha256, type) => {
    if (!readable.test(type)) return undefined;
    const path = files.path(sha256);
    if (!existsSync(path) || statSync(path).size > largestText) return undefined;
    const text = readFileSync(path, 'utf8');
    if (text.includes('\0')) return undefined;
    return /html|xml/.test(type) ? withoutTags(text) : text;
  };

const withoutTags = (text: string): string =>
  text
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name]!);

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};
