/** The prose of a Markdown text: code is blanked out, with every line and column left where it was. */

const fence = /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?(?<fence>`{3,}|~{3,})(?<info>.*)$/;
const listItem = /^\s*(?:[-*+]|\d+[.)])\s/;
/** Longer spans are no code but a stray sign. */
const codeSpan = /(?<!`)(`+)(?!`)(?:(?!\n[ \t]{0,100}\n)[\s\S]){1,2000}?(?<!`)\1(?!`)/g;

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Fenced and indented blocks and `code` become spaces (CommonMark 4.4, 4.5 and 6.1). */
export function proseOf(text: string): string {
  let open: string | undefined;
  let isList = false;
  let isAfterBlank = true;
  const lines = text.split('\n').map(line => {
    const match = fence.exec(line)?.groups;
    if (open !== undefined) {
      if (match && closes(match, open)) open = undefined;
      return blank(line);
    }
    if (match && !(match.fence?.startsWith('`') && match.info?.includes('`'))) {
      open = match.fence;
      return blank(line);
    }
    const isIndented = /^(?: {4}|\t)\s*\S/.test(line);
    const isCode = isIndented && isAfterBlank && !isList;
    isAfterBlank = line.trim() === '' || isCode;
    if (listItem.test(line)) isList ||= !isCode;
    else if (/^\S/.test(line)) isList = false;
    return isCode ? blank(line) : line;
  });
  return lines.join('\n').replace(codeSpan, blank);
}

/** A fence ends with one of its own sign that is at least as long. */
const closes = (groups: Record<string, string | undefined>, open: string): boolean =>
  (groups.fence ?? '').startsWith(open) && (groups.info ?? '').trim() === '';
