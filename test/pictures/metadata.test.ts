/** Nothing but pixels leaves the machine with a picture, and nothing that is no picture. */
import {crc32, deflateSync} from 'node:zlib';
import jpeg from 'jpeg-js';
import {PNG} from 'pngjs';
import {describe, expect, test} from 'vitest';
import {fitPicture} from '../../src/pictures/fit-picture.ts';
import {fc} from '../support/random.ts';

const secret = '48.2082 N, 16.3738 E, by Anna';

function png(width = 40, height = 20): Buffer {
  const picture = new PNG({width, height});
  picture.data = Buffer.from(Array.from({length: width * height * 4}, (_, at) => (at * 37) % 256));
  return PNG.sync.write(picture);
}

const photo = (width = 40, height = 20): Buffer =>
  jpeg.encode({width, height, data: Buffer.alloc(width * height * 4, 120)}, 90).data;

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A chunk behind the header of a PNG. */
const withChunk = (bytes: Buffer, type: string, data: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, 33), chunk(type, data), bytes.subarray(33)]);

/** A segment behind the first one of a JPEG. */
function withSegment(bytes: Buffer, marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([bytes.subarray(0, 2), head, data, bytes.subarray(2)]);
}

const text = Buffer.from(secret);
const tiff = Buffer.concat([
  Buffer.from('II*\0', 'latin1'),
  Buffer.from([8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]),
  text,
]);

describe('a PNG', () => {
  test.each([
    ['eXIf', tiff],
    ['tEXt', Buffer.concat([Buffer.from('Author\0'), text])],
    ['zTXt', Buffer.concat([Buffer.from('Author\0\0'), deflateSync(text)])],
    ['iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), text])],
    ['tIME', Buffer.from([7, 234, 11, 21, 9, 0, 0])],
    ['iCCP', Buffer.concat([Buffer.from('Anna\0\0'), deflateSync(text)])],
    ['prVt', text],
  ])('goes without its %s', async (type, data) => {
    const taken = withChunk(png(), type, data);
    const sent = Buffer.from(await fitPicture(taken, 'x.png'));
    expect(sent.includes(type)).toBe(false);
    expect(sent.includes(secret)).toBe(false);
    expect(PNG.sync.read(sent).width).toBe(type === 'eXIf' ? 20 : 40);
  });

  test('goes without what lies behind its end', async () => {
    const sent = await fitPicture(Buffer.concat([png(), text]), 'x.png');
    expect(Buffer.from(sent).includes(secret)).toBe(false);
  });

  test('that is small and broken goes nowhere', async () => {
    const whole = png();
    const damaged = Buffer.from(whole);
    damaged[60] = 255 - damaged[60]!;
    for (const bytes of [damaged, whole.subarray(0, 60), whole.subarray(0, whole.length - 12)])
      await expect(fitPicture(bytes, 'x.png')).rejects.toThrow('x.png is not a picture that can');
  });

  test('that unpacks to far more than its pixels goes nowhere', async () => {
    const header = Buffer.from(png().subarray(16, 29));
    header[12] = 1; // interlaced
    const parts = [
      png().subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(300_000_000))),
      chunk('IEND', Buffer.alloc(0)),
    ];
    const before = process.memoryUsage().rss;
    await expect(fitPicture(Buffer.concat(parts), 'x.png')).rejects.toThrow('not a picture');
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });
});

describe('a JPEG', () => {
  test.each([
    ['APP0 with a preview', 0xe0, Buffer.concat([Buffer.from('JFXX\0\u0010'), text])],
    ['EXIF', 0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])],
    ['XMP', 0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), text])],
    ['APP2', 0xe2, text],
    ['IPTC', 0xed, Buffer.concat([Buffer.from('Photoshop 3.0\0'), text])],
    ['APP14 that is not Adobe', 0xee, text],
    ['APP15', 0xef, text],
    ['a comment', 0xfe, text],
  ])('goes without %s', async (_name, marker, data) => {
    const sent = Buffer.from(await fitPicture(withSegment(photo(), marker, data), 'x.jpg'));
    expect(sent.includes(secret)).toBe(false);
    expect(jpeg.decode(sent, {useTArray: true}).width).toBeGreaterThan(0);
  });

  test('goes without what lies behind its end', async () => {
    const sent = await fitPicture(Buffer.concat([photo(), text]), 'x.jpg');
    expect(Buffer.from(sent).includes(secret)).toBe(false);
  });
});

test('a thousand damaged pictures are refused in words, or go as pixels', async () => {
  const sources = [
    png(),
    photo(),
    withChunk(png(), 'eXIf', tiff),
    withSegment(photo(), 0xe1, tiff),
  ];
  const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), {minLength: 1, maxLength: 6});
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sources),
      damage,
      fc.nat(600),
      async (whole, spots, cut) => {
        const bytes = Buffer.from(whole).subarray(0, cut < 500 ? whole.length : cut);
        for (const [at, value] of spots) if (at > 11 && at < bytes.length) bytes[at] = value;
        const sent = await fitPicture(bytes, 'x').catch((error: unknown) => error);
        if (sent instanceof Error) expect(sent.name).toBe('UsageError');
        else expect(Buffer.from(sent as Uint8Array).includes(secret)).toBe(false);
      },
    ),
    {numRuns: 1000},
  );
});
