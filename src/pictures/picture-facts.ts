/** What can be told of a picture from its container, without decoding it. */

export interface PictureFacts {
  readonly type: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
  /** How the camera was held, 1 to 8 as EXIF counts; 1 is upright. */
  readonly orientation: number;
  /** Holds more than its pixels need: place, author, comments, a preview, or bytes behind its end. */
  readonly hasMetadata: boolean;
  /** Where the picture ends, in bytes; some programs write behind it. */
  readonly end: number;
}

/** JPEG or PNG, by their first bytes. */
export const pictureType = (bytes: Uint8Array): PictureFacts['type'] | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  const isPng = [0x89, 0x50, 0x4e, 0x47].every((byte, at) => bytes[at] === byte);
  return isPng ? 'image/png' : undefined;
};

/** Undefined for what is no JPEG or PNG, or has no size where it should stand. */
export function pictureFacts(bytes: Uint8Array): PictureFacts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = pictureType(bytes);
  try {
    if (type === 'image/png') return pngFacts(view);
    return type === 'image/jpeg' ? jpegFacts(view) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it ends too soon
    throw error;
  }
}

/** Chunks of a PNG that say how pixels are shown, and nothing else. */
const plainChunks: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND'],
  ...['tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs'],
]);

function pngFacts(view: DataView): PictureFacts {
  let [orientation, hasMetadata] = [1, false];
  let at = 8;
  for (let type = ''; type !== 'IEND'; ) {
    const length = view.getUint32(at);
    type = asciiAt(view, at + 4, 4);
    if (!plainChunks.has(type)) hasMetadata = true;
    if (type === 'eXIf') orientation = tiffOrientation(view, at + 8) ?? orientation;
    at += 12 + length;
    if (at > view.byteLength) throw new RangeError('it ends within a chunk');
  }
  return {
    type: 'image/png',
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation,
    hasMetadata: hasMetadata || at !== view.byteLength,
    end: at,
  };
}

const asciiAt = (view: DataView, at: number, length: number): string =>
  String.fromCharCode(...Array.from({length}, (_, index) => view.getUint8(at + index)));

/** Segments of a JPEG without which its pixels cannot be read; frames (SOF) are such, too. */
const isPlainSegment = (view: DataView, at: number, marker: number): boolean =>
  [0xc4, 0xcc, 0xda, 0xdb, 0xdd].includes(marker) ||
  isFrame(marker) ||
  // A header of JFIF without a preview, and Adobe's word on how colours are written.
  (marker === 0xe0 && view.getUint16(at + 2) === 16 && asciiAt(view, at + 4, 4) === 'JFIF') ||
  (marker === 0xee && view.getUint16(at + 2) === 14 && asciiAt(view, at + 4, 5) === 'Adobe');

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Walks over all segments; the one that begins a frame holds the size. */
function jpegFacts(view: DataView): PictureFacts | undefined {
  let [width, height, orientation, hasMetadata] = [0, 0, 1, false];
  for (let at = 2; at < view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // filled up
      continue;
    }
    if (marker === 0xd9) {
      const isLast = at + 2 === view.byteLength;
      return {
        ...{type: 'image/jpeg', width, height, orientation, end: at + 2},
        hasMetadata: hasMetadata || !isLast,
      };
    }
    if (isFrame(marker)) [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
    if (!isPlainSegment(view, at, marker)) hasMetadata = true;
    if (marker === 0xe1) orientation = exifOrientation(view, at + 4) ?? orientation;
    at += 2 + view.getUint16(at + 2);
    if (marker === 0xda) at = endOfScan(view, at);
  }
  // Without an end it may still be decoded, as far as it goes.
  return width === 0
    ? undefined
    : {type: 'image/jpeg', width, height, orientation, hasMetadata: true, end: view.byteLength};
}

/** Where the next segment begins: 0xff in pixels is followed by 0, or by a mark to start again. */
function endOfScan(view: DataView, start: number): number {
  let at = start;
  for (; at + 1 < view.byteLength; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    const next = view.getUint8(at + 1);
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return view.byteLength;
}

const orientationTag = 0x0112;

/** From the first folder of an EXIF segment; undefined when there is none. */
const exifOrientation = (view: DataView, at: number): number | undefined =>
  view.getUint32(at) === 0x45786966 ? tiffOrientation(view, at + 6) : undefined; // "Exif"

/** The same where the folder stands by itself. Broken ones say nothing; the pixels are what counts. */
function tiffOrientation(view: DataView, start: number): number | undefined {
  try {
    const isLittle = view.getUint16(start) === 0x4949; // "II"
    const folder = start + view.getUint32(start + 4, isLittle);
    const count = view.getUint16(folder, isLittle);
    for (let index = 0; index < count; index++) {
      const entry = folder + 2 + index * 12;
      if (view.getUint16(entry, isLittle) !== orientationTag) continue;
      const value = view.getUint16(entry + 8, isLittle);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
