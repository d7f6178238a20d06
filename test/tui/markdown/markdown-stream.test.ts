import {lexer} from 'marked';
import {describe, expect, test} from 'vitest';
import {plainTheme} from '../../../tui/kit/theme.ts';
import {cells} from '../../../tui/kit/width.ts';
import {MarkdownStream, type Piece, pieceLines} from '../../../tui/markdown/markdown-stream.ts';
import {fc} from '../../support/random.ts';

const draw = (pieces: readonly Piece[], width = 40) =>
  pieces.flatMap(piece => pieceLines(piece, width, plainTheme));

/** Everything written to the scrollback when a text arrives in the given pieces. */
function streamed(chunks: readonly string[], width = 40): string {
  const stream = new MarkdownStream(lexer);
  const lines: string[] = [];
  for (const chunk of chunks) {
    stream.append(chunk);
    lines.push(...draw(stream.settle(), width));
  }
  lines.push(...draw(stream.end(), width));
  return lines.join('\n');
}

const answer = `# Boiler

Two things are **open**, see [3f9a]:

1. Call \`Vaillant\`
   - ask for Ms Öz
2. Pay the invoice

\`\`\`sh
memu task done 3f9a
\ttabbed
\`\`\`
> It runs *well*.

| part | price |
|---|--:|
| pump | 80 |
| 日本 | 1,200 |

Done.`;

describe('streamed Markdown', () => {
  test('draws headings, lists, code, quotes and tables as a person would read them', () => {
    expect(streamed([answer])).toBe(`Boiler
──────

Two things are open, see [3f9a]:

1. Call \`Vaillant\`
   • ask for Ms Öz
2. Pay the invoice

    memu task done 3f9a
        tabbed

│ It runs well.

part  price
────  ─────
pump     80
日本  1,200

Done.`);
  });

  test('gives the same lines however the text is cut into pieces', () => {
    const whole = streamed([answer]);
    fc.assert(
      fc.property(fc.array(fc.integer({min: 1, max: 60}), {maxLength: 40}), sizes => {
        const chunks: string[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(answer.slice(at, at + size));
          at += size;
        }
        expect(streamed([...chunks, answer.slice(at)])).toBe(whole);
      }),
      {numRuns: 60},
    );
  });

  test('hands a block out as soon as the next one begins, and shows the one being written', () => {
    const stream = new MarkdownStream(lexer);
    stream.append('First para');
    expect(stream.settle()).toEqual([]);
    expect(draw(stream.openPieces())).toEqual(['First para']);
    stream.append('graph.\n\nSec');
    expect(draw(stream.settle())).toEqual(['First paragraph.']);
    expect(draw(stream.openPieces())).toEqual(['', 'Sec']);
  });

  test('hands out each line of code and each item of a list when it is whole', () => {
    const stream = new MarkdownStream(lexer);
    stream.append('```js\nconst a = 1;\nconst b');
    expect(draw(stream.settle())).toEqual(['    const a = 1;']);
    expect(draw(stream.openPieces())).toEqual(['    const b']);
    stream.append(' = 2;\n```\n- one\n- tw');
    expect(draw(stream.settle())).toEqual(['    const b = 2;', '', '• one']);
    expect(draw(stream.openPieces())).toEqual(['• tw']);
  });

  test('keeps escape sequences from the model away from the terminal, also when they are split', () => {
    const text = streamed(['red \u001b', '[31malert\u0007 and \r', '\nnext']);
    expect(text).toBe('red ␛[31malert␇ and\nnext');
  });

  test('puts a character that arrives in two halves together', () => {
    const whole = 'so: 🎉!';
    expect(streamed([whole.slice(0, 5), whole.slice(5)])).toBe(whole);
  });

  test('shows where a link leads', () => {
    expect(streamed(['[bank](https://evil.example) and <https://a.example>'], 60)).toBe(
      'bank (https://evil.example) and https://a.example',
    );
  });

  test('a paragraph without an end goes out in parts and no line is too wide', () => {
    const stream = new MarkdownStream(lexer);
    let longest = 0;
    const lines: string[] = [];
    for (let index = 0; index < 5000; index += 1) {
      stream.append(`word${index} `);
      lines.push(...draw(stream.settle()));
      longest = Math.max(longest, draw(stream.openPieces()).length);
    }
    lines.push(...draw(stream.end()));
    expect(longest).toBeLessThan(120);
    expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(40);
    expect(lines.join(' ').split(/\s+/).filter(Boolean)).toHaveLength(5000);
  });

  test('no text makes a line wider than the screen or loses its letters', () => {
    fc.assert(
      fc.property(
        fc.string({unit: 'grapheme', maxLength: 200}),
        fc.integer({min: 12, max: 60}),
        (text, width) => {
          for (const line of streamed([text], width).split('\n')) {
            expect(cells(line)).toBeLessThanOrEqual(Math.max(width, 12));
          }
        },
      ),
      {numRuns: 200},
    );
  });
});
