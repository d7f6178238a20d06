/** A file of the person's that goes with a question: a text, or a picture made fit for a model. */
import {basename} from 'node:path';
import {NotFoundError, UsageError} from '../../ground/errors.ts';
import {readRegularFile, UnfitFileError} from '../../ground/regular-file.ts';
import {pictureType} from '../../pictures/picture-facts.ts';
import type {PromptAttachment} from './prompt.ts';

/** Largest text that is read for a question; more would never fit a window. */
export const mostTextBytes = 4 * 1024 * 1024;

/** Largest picture; cameras make some 10 MiB. */
const mostPictureBytes = 48 * 1024 * 1024;

/** @throws NotFoundError, UsageError for what is too large, or neither a text nor a JPEG or PNG */
export async function readAttachment(path: string): Promise<PromptAttachment> {
  const bytes = readBytes(path);
  const name = basename(path);
  const isPicture = pictureType(bytes) !== undefined;
  const most = isPicture ? mostPictureBytes : mostTextBytes;
  if (bytes.length > most) throw new UsageError(`${path} is larger than ${most / 1024 / 1024} MiB`);
  if (isPicture) {
    const {fitPicture} = await import('../../pictures/fit-picture.ts');
    return {name, text: '', image: await fitPicture(bytes, name)};
  }
  if (bytes.includes(0)) throw new UsageError(`${path} is neither a text nor a JPEG or PNG`);
  return {name, text: bytes.toString('utf8')};
}

function readBytes(path: string): Buffer {
  try {
    return readRegularFile(path, mostPictureBytes);
  } catch (error) {
    if (error instanceof UnfitFileError)
      throw new UsageError(`${path} is not read: ${error.message}`);
    const code = (error as NodeJS.ErrnoException).code;
    throw new NotFoundError(`${path} cannot be read (${code})`, {cause: error});
  }
}
