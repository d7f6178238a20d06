/** A story as Markdown with footnotes, and as one HTML page that needs nothing else. Pure. */
import type {Fact} from './facts.ts';
import type {Story} from './story.ts';

/** Each sentence carries footnotes; each footnote names its entry by id, date and title. */
export function storyMarkdown(story: Story): string {
  const cited = citedFacts(story);
  const chapters = story.chapters.map(
    ({heading, sentences}) =>
      `## ${plain(heading)}\n\n${sentences
        .map(({text, sources}) => `${plain(text)}${sources.map(number => `[^${number}]`).join('')}`)
        .join('\n')}`,
  );
  const notes = cited.map(
    ({number, id, date, title}) => `[^${number}]: ${id} ${date} ${plain(title)}`,
  );
  const told = story.source === 'model' ? '' : '\n*From your entries, without a model.*\n';
  return [`# ${story.title}\n${told}`, ...chapters, notes.join('\n')]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

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
      `<h2>${safe(heading)}</h2>\n<p>${sentences
        .map(({text, sources}) => `${safe(text)}${sources.map(noteLink).join('')}`)
        .join('\n')}</p>`,
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
