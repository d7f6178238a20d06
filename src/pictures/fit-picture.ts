/** Pictures made fit for a model: upright, small enough, and without the place where they were taken. */
import {UsageError} from '../ground/errors.ts';
import {type PictureFacts, pictureFacts} from './picture-facts.ts';
import {type Pixels, shrink, turnUpright} from './pixels.ts';

/** Longest side in pixels. Models see no more, and some take a larger one for thousands of tokens. */
export const longestSide = 1024;

/** Decoding takes some 10 bytes a pixel; what a camera makes fits. */
const mostMegapixels = 60;

const quality = 88;

/**
 * A JPEG or PNG as it may be shown to a model. One that is small, upright and tells nothing of its
 * origin stays as it is.
 *
 * @throws UsageError for what cannot be decoded
 */
export async function fitPicture(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const facts = pictureFacts(bytes);
  if (!facts || facts.width === 0 || facts.height === 0) throw broken(name);
  const {width, height, orientation, hasMetadata} = facts;
  if (width * height > mostMegapixels * 1e6)
    throw new UsageError(`${name} has more than ${mostMegapixels} million pixels`);
  const isSmall = Math.max(width, height) <= longestSide;
  if (isSmall && orientation === 1 && !hasMetadata) return bytes;
  const pixels = await decode(bytes, facts, name);
  return encode(turnUpright(shrink(pixels, longestSide), orientation), facts.type);
}

const broken = (name: string, cause?: unknown): UsageError =>
  new UsageError(`${name} is not a picture that can be read`, {cause});

async function decode(bytes: Uint8Array, {type}: PictureFacts, name: string): Promise<Pixels> {
  try {
    if (type === 'image/png') {
      const {PNG} = await import('pngjs');
      return PNG.sync.read(Buffer.from(bytes));
    }
    const {default: jpeg} = await import('jpeg-js');
    return jpeg.decode(bytes, {
      useTArray: true,
      maxResolutionInMP: mostMegapixels,
      maxMemoryUsageInMB: 1024,
    });
  } catch (cause) {
    throw broken(name, cause);
  }
}

async function encode(
  {data, width, height}: Pixels,
  type: PictureFacts['type'],
): Promise<Uint8Array> {
  if (type === 'image/jpeg') {
    const {default: jpeg} = await import('jpeg-js');
    return jpeg.encode({data, width, height}, quality).data;
  }
  const {PNG} = await import('pngjs');
  const png = new PNG({width, height});
  png.data = Buffer.from(data);
  return PNG.sync.write(png);
}
