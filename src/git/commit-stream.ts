/** A commit as `git fast-import` takes it: one stream, no index, no checkout. */
import type {Git} from './git.ts';
import {checkedOid} from './oid.ts';
import type {NewCommit, NewFile, Oid} from './repository.ts';
import {PieceWriter} from './write-stream.ts';

/** Writes a commit and returns its id. No ref moves but the draft. */
export async function writeCommit(
  git: Git,
  {parents, message, at}: Omit<NewCommit, 'files'>,
  files: AsyncIterable<NewFile>,
): Promise<Oid> {
  const args = ['fast-import', '--quiet', '--done', '--force', '--date-format=raw'];
  const program = await git.start(args);
  return git.explained('fast-import', async () => {
    const writer = new PieceWriter(program.stdin);
    // A draft of an earlier run must not become a parent.
    if (parents.length === 0) await writer.write('reset refs/memu/draft\n');
    const head = [
      'commit refs/memu/draft',
      'mark :1',
      `committer memu <memu@localhost> ${Math.trunc(at)} +0000`,
      `data ${Buffer.byteLength(message)}`,
      message,
      ...(parents[0] === undefined ? [] : [`from ${checkedOid(parents[0])}`]),
      ...parents.slice(1).map(parent => `merge ${checkedOid(parent)}`),
    ];
    await writer.write(`${head.join('\n')}\n`);
    for await (const file of files) await writeFile(writer, file);
    await writer.write('\nget-mark :1\ndone\n');
    await writer.end();
    const output: Buffer[] = [];
    for await (const chunk of program.stdout) output.push(chunk as Buffer);
    await program.ended;
    return checkedOid(Buffer.concat(output).toString().trim());
  });
}

async function writeFile(writer: PieceWriter, file: NewFile): Promise<void> {
  // A newline would begin another command; no path of ours has one.
  if (/[\n"]/.test(file.path))
    throw new TypeError('a path of the vault holds a newline or a quote');
  if ('isGone' in file) return writer.write(`D ${file.path}\n`);
  if ('oid' in file) return writer.write(`M 100644 ${checkedOid(file.oid)} ${file.path}\n`);
  const head = `M 100644 inline ${file.path}\ndata ${file.bytes.length}\n`;
  await writer.write(head, file.bytes, '\n');
}
