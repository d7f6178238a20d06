/** Which files of a new commit its parent does not have already. */
import {blobOid} from './oid.ts';
import type {NewCommit, NewFile, Oid, Repository} from './repository.ts';

const batchSize = 500;

/** Leaves out what the parent's tree has already, so that nothing new makes no commit. */
export async function* changedFiles(
  repository: Pick<Repository, 'find'>,
  parent: Oid | undefined,
  files: NewCommit['files'],
): AsyncIterable<NewFile> {
  let waiting: NewFile[] = [];
  for await (const file of files) {
    if (parent === undefined) yield file;
    else if (waiting.push(file) >= batchSize) {
      yield* await unknownTo(repository, parent, waiting);
      waiting = [];
    }
  }
  if (parent !== undefined) yield* await unknownTo(repository, parent, waiting);
}

async function unknownTo(
  repository: Pick<Repository, 'find'>,
  parent: Oid,
  files: readonly NewFile[],
): Promise<readonly NewFile[]> {
  const paths = files.map(file => file.path);
  const known = await repository.find(parent, paths);
  return files.filter(file => known.get(file.path)?.oid !== oidOf(file));
}

const oidOf = (file: NewFile): Oid | undefined => {
  if ('isGone' in file) return undefined;
  return 'oid' in file ? file.oid : blobOid(file.bytes);
};
