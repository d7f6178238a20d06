import jpeg from 'jpeg-js';
import {PNG} from 'pngjs';
import {expect, test} from 'vitest';
import {fitPicture} from '../../src/pictures/fit-picture.ts';
import {pictureFacts} from '../../src/pictures/picture-facts.ts';

type Colour = readonly [number, number, number];
const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];
const blue: Colour = [0, 0, 255];
const white: Colour = [255, 255, 255];

/** A picture of four quarters: red and green above, blue and white below. */
function quarters(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 4, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isRight = x >= width / 2;
      const colour = y < height / 2 ? (isRight ? green : red) : isRight ? white : blue;
      data.set(colour, (y * width + x) * 4);
    }
  }
  return data;
}

const jpegOf = (width: number, height: number): Buffer =>
  jpeg.encode({width, height, data: quarters(width, height)}, 95).data;

function pngOf(width: number, height: number): Buffer {
  const png = new PNG({width, height});
  png.data = quarters(width, height);
  return PNG.sync.write(png);
}

/** The same JPEG as a camera that was held like that would have written it, with a place in it. */
function withExif(bytes: Buffer, orientation: number): Buffer {
  const place = Buffer.from('48.2082 N, 16.3738 E');
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0II*\0', 'latin1'),
    Buffer.from([8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]),
    Buffer.alloc(4),
    place,
  ]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([bytes.subarray(0, 2), head, exif, bytes.subarray(2)]);
}

/** The colours of the corners: above left, above right, below left, below right. */
function corners({data, width, height}: {data: Uint8Array; width: number; height: number}) {
  const at = (x: number, y: number) => {
    const from = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
    return [...data.subarray(from, from + 3)].map(value => (value > 127 ? 255 : 0));
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

test.each([
  ['small.png', pngOf(1024, 600)],
  ['small.jpg', jpegOf(800, 1024)],
])('%s stays as it is, byte for byte', async (name, bytes) => {
  expect(await fitPicture(bytes, name)).toBe(bytes);
});

test('a large picture keeps its shape, its colours and its kind', async () => {
  const small = await fitPicture(pngOf(1536, 1024), 'large.png');
  const png = PNG.sync.read(Buffer.from(small));
  expect([png.width, png.height]).toEqual([1024, 683]);
  expect(corners(png)).toEqual([red, green, blue, white]);
  const photo = await fitPicture(jpegOf(600, 1200), 'tall.jpg');
  const decoded = jpeg.decode(photo, {useTArray: true});
  expect([decoded.width, decoded.height]).toEqual([512, 1024]);
  expect(corners(decoded)).toEqual([red, green, blue, white]);
});

test.each([
  [1, [red, green, blue, white]],
  [2, [green, red, white, blue]],
  [3, [white, blue, green, red]],
  [4, [blue, white, red, green]],
  [5, [red, blue, green, white]],
  [6, [blue, red, white, green]],
  [7, [white, green, blue, red]],
  [8, [green, white, red, blue]],
] as const)('a camera held in way %i shows the right way up', async (orientation, seen) => {
  const taken = withExif(jpegOf(80, 40), orientation);
  expect(pictureFacts(taken)).toMatchObject({orientation, width: 80, height: 40});
  const shown = jpeg.decode(await fitPicture(taken, 'x.jpg'), {useTArray: true});
  expect([shown.width, shown.height]).toEqual(orientation < 5 ? [80, 40] : [40, 80]);
  expect(corners(shown)).toEqual(seen);
});

test('the place where it was taken does not go along', async () => {
  const taken = withExif(jpegOf(80, 40), 1);
  expect(taken.includes('16.3738 E')).toBe(true);
  expect(Buffer.from(await fitPicture(taken, 'x.jpg')).includes('16.3738 E')).toBe(false);
});

test.each([
  ['cut off', jpegOf(2000, 100).subarray(0, 8)],
  ['a damaged PNG', Buffer.concat([pngOf(2000, 100).subarray(0, 60), Buffer.alloc(50)])],
  ['a PNG without a size', Buffer.concat([pngOf(1, 1).subarray(0, 16), Buffer.alloc(20)])],
])('%s is refused in words', async (_what, bytes) => {
  await expect(fitPicture(bytes, 'odd.png')).rejects.toThrow('odd.png is not a picture that can');
});

test('a picture that would fill the memory is refused before it is decoded', async () => {
  const bomb = pngOf(4, 4);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  await expect(fitPicture(bomb, 'bomb.png')).rejects.toThrow('more than 60 million pixels');
});
