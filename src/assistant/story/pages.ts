/** A story as Markdown with footnotes, and as one HTML page that needs nothing else. Pure. */
import type {Fact} from './facts.ts';
import type {Story} from './story.ts';

/** Each sentence carries footnotes; each footnote names its entry by id, date and title. */
export function storyMarkdown(story: Story): string {
  const cited = citedFacts(story);
  const isDigest = story.source === 'digest';
  const chapters = story.chapters.map(
    ({heading, sentences}) =>
      `## ${plain(heading)}\n\n${sentences
        .map(({text, sources}) => `${isDigest ? '- ' : ''}${plain(text)}${marksOf(sources)}`)
        .join('\n')}`,
  );
  const notes = cited.map(
    ({number, id, date, title}) => `[^${number}]: ${id} ${date} ${plain(title)}`,
  );
  const told = isDigest ? ['*From your entries, without a model.*'] : [];
  return [`# ${story.title}`, ...told, ...chapters, notes.join('\n')]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

const marksOf = (sources: readonly number[]): string =>
  sources.map(number => `[^${number}]`).join('');

/** A heading or footnote mark inside an entry stays text. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\[\^/g, '[\\^')
    .replace(/^(#+)\s/, '\\$1 ')
    .trim();

export function storyHtml(story: Story): string {
  const chapters = story.chapters.map(
    ({heading, sentences}) =>
      `<h2>${safe(heading)}</h2>\n${blockOf(
        sentences.map(({text, sources}) => `${safe(text)}${sources.map(noteLink).join('')}`),
        story.source,
      )}`,
  );
  const notes = citedFacts(story).map(
    ({number, id, date, title}) =>
      `<li id="fact-${number}" value="${number}"><code>${safe(id)}</code> ${date} ${safe(title)}</li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(story.title)}</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}sup a{text-decoration:none}ol{font-size:.85rem}</style>
<h1>${safe(story.title)}</h1>
${chapters.join('\n')}
<ol>
${notes.join('\n')}
</ol>
</html>
`;
}

/** Facts are a list, what a model tells is a paragraph. */
const blockOf = (sentences: readonly string[], source: Story['source']): string =>
  source === 'digest'
    ? `<ul>\n${sentences.map(sentence => `<li>${sentence}</li>`).join('\n')}\n</ul>`
    : `<p>${sentences.join('\n')}</p>`;

const noteLink = (number: number): string => `<sup><a href="#fact-${number}">${number}</a></sup>`;

const citedFacts = (story: Story): readonly Fact[] => {
  const numbers = new Set(
    story.chapters.flatMap(({sentences}) => sentences.flatMap(({sources}) => sources)),
  );
  return story.facts.filter(fact => numbers.has(fact.number));
};

const safe = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
