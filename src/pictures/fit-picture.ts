/** Pictures made fit for a model: upright, small enough, and without the place where they were taken. */
import {inflateSync} from 'node:zlib';
import {UsageError} from '../ground/errors.ts';
import {type PictureFacts, pictureFacts} from './picture-facts.ts';
import {type Pixels, shrink, turnUpright} from './pixels.ts';

/** Longest side in pixels. Models see no more, and some take a larger one for thousands of tokens. */
const longestSide = 1024;

/** Decoding takes some 10 bytes a pixel; what a camera makes fits. */
const mostMegapixels = 60;

const quality = 88;

/**
 * A JPEG or PNG as it may be shown to a model. One that is small, upright, whole and holds nothing
 * but its pixels stays as it is; any other is written anew from its pixels alone.
 *
 * @throws UsageError for what cannot be decoded
 */
export async function fitPicture(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const facts = pictureFacts(bytes);
  if (!facts || facts.width === 0 || facts.height === 0) throw broken(name);
  const {width, height, orientation, hasMetadata} = facts;
  if (width * height > mostMegapixels * 1e6)
    throw new UsageError(`${name} has more than ${mostMegapixels} million pixels`);
  const pixels = await decode(bytes, facts, name);
  const isSmall = Math.max(width, height) <= longestSide;
  if (isSmall && orientation === 1 && !hasMetadata) return bytes;
  return encode(turnUpright(shrink(pixels, longestSide), orientation), facts.type);
}

const broken = (name: string, cause?: unknown): UsageError =>
  new UsageError(`${name} is not a picture that can be read`, {cause});

async function decode(bytes: Uint8Array, facts: PictureFacts, name: string): Promise<Pixels> {
  try {
    if (facts.type === 'image/png') {
      const {PNG} = await import('pngjs');
      refuseBomb(bytes, facts);
      return PNG.sync.read(Buffer.from(bytes.subarray(0, facts.end)));
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

/**
 * The package unpacks an interlaced PNG whatever it unpacks to.
 *
 * @throws RangeError when that is more than its pixels can take
 */
function refuseBomb(bytes: Uint8Array, {width, height}: PictureFacts): void {
  const isInterlaced = bytes[28] === 1;
  if (!isInterlaced) return;
  // At most 8 bytes a pixel, and a byte before each row of each of seven passes.
  const most = width * height * 8 + height * 7 + 64;
  inflateSync(Buffer.concat(pixelChunks(bytes)), {maxOutputLength: most});
}

function pixelChunks(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  for (let at = 8; at + 8 < bytes.length; ) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x49444154) chunks.push(bytes.subarray(at + 8, at + 8 + length)); // "IDAT"
    at += 12 + length;
  }
  return chunks;
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
