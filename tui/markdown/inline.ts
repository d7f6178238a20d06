/** Markdown inside a line (emphasis, code, links, citations) as styled pieces. */
import type {Token, Tokens} from 'marked';
import type {Theme} from '../kit/theme.ts';
import type {StyledSpan} from './spans.ts';

type Paint = (text: string) => string;

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
};

const decoded = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, entity => entities[entity] ?? entity);

const both =
  (outer: Paint | undefined, inner: Paint): Paint =>
  text =>
    outer ? outer(inner(text)) : inner(text);

/** `[3f9a]`: the beginning of an entry's id, as answers cite it; `[3f9a?]` when in doubt. */
const citation = /(\[[0-9a-f]{4,36}\??\])/;

function textSpans(text: string, theme: Theme, paint: Paint | undefined): readonly StyledSpan[] {
  return decoded(text)
    .split(citation)
    .filter(piece => piece !== '')
    .map(piece => {
      const style = citation.test(piece) ? both(paint, theme.accent) : paint;
      return style ? {text: piece, paint: style} : {text: piece};
    });
}

function linkSpans(
  token: Tokens.Link,
  theme: Theme,
  paint: Paint | undefined,
): readonly StyledSpan[] {
  const label = inlineSpans(token.tokens, theme, both(paint, theme.accent));
  // The address is always shown: text of a model must not hide where it leads.
  const isShown = token.href === token.text || token.href === `mailto:${token.text}`;
  return isShown ? label : [...label, {text: ` (${token.href})`, paint: theme.dim}];
}

/** Inline tokens of marked as spans. `paint` is the style around them. */
export function inlineSpans(
  tokens: readonly Token[] | undefined,
  theme: Theme,
  paint?: Paint,
): readonly StyledSpan[] {
  return (tokens ?? []).flatMap(token => inlineSpan(token, theme, paint));
}

function inlineSpan(token: Token, theme: Theme, paint: Paint | undefined): readonly StyledSpan[] {
  switch (token.type) {
    case 'strong':
      return inlineSpans(token.tokens, theme, both(paint, theme.strong));
    case 'em':
      return inlineSpans(token.tokens, theme, both(paint, theme.em));
    case 'del':
      return inlineSpans(token.tokens, theme, both(paint, theme.strikethrough));
    case 'codespan':
      return [codeSpan((token as Tokens.Codespan).text, theme)];
    case 'br':
      return [{text: '\n'}];
    case 'link':
      return linkSpans(token as Tokens.Link, theme, paint);
    case 'image':
      return textSpans(`[image: ${(token as Tokens.Image).text}]`, theme, paint);
    case 'checkbox':
      return [];
    case 'escape':
      return textSpans((token as Tokens.Escape).text, theme, paint);
    case 'text':
      return token.tokens
        ? inlineSpans(token.tokens, theme, paint)
        : textSpans((token as Tokens.Text).text, theme, paint);
    default:
      return textSpans(token.raw, theme, paint);
  }
}

/** Without colour the backticks stay: they are then the only sign. */
const codeSpan = (text: string, theme: Theme): StyledSpan =>
  theme.code('x') === 'x' ? {text: `\`${text}\``} : {text, paint: theme.code};
