/** What can be told of a picture from its first bytes, without decoding it. */

export interface PictureFacts {
  readonly type: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
  /** How the camera was held, 1 to 8 as EXIF counts; 1 is upright. */
  readonly orientation: number;
  /** Says where and with what it was taken. */
  readonly hasMetadata: boolean;
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

const pngFacts = (view: DataView): PictureFacts => ({
  type: 'image/png',
  width: view.getUint32(16),
  height: view.getUint32(20),
  orientation: 1,
  hasMetadata: false,
});

/** Walks over the segments until the one that begins a frame, which holds the size. */
function jpegFacts(view: DataView): PictureFacts | undefined {
  let [orientation, hasMetadata] = [1, false];
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // filled up
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return {type: 'image/jpeg', width, height, orientation, hasMetadata};
    }
    if (marker === 0xe1) {
      hasMetadata = true;
      orientation = exifOrientation(view, at + 4) ?? orientation;
    }
    at += 2 + view.getUint16(at + 2);
  }
}

const orientationTag = 0x0112;

/** From the first folder of an EXIF segment; undefined when there is none. */
function exifOrientation(view: DataView, at: number): number | undefined {
  if (view.getUint32(at) !== 0x45786966) return undefined; // "Exif"
  const start = at + 6;
  const isLittle = view.getUint16(start) === 0x4949; // "II"
  const folder = start + view.getUint32(start + 4, isLittle);
  const count = view.getUint16(folder, isLittle);
  for (let index = 0; index < count; index++) {
    const entry = folder + 2 + index * 12;
    if (view.getUint16(entry, isLittle) !== orientationTag) continue;
    const value = view.getUint16(entry + 8, isLittle);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
