/** Pixels, made fewer and turned. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each, row by row. */
  readonly data: Uint8Array;
}

/** So that no side is longer than `longest`; each pixel is the mean of those it stands for. */
export function shrink(pixels: Pixels, longest: number): Pixels {
  const factor = longest / Math.max(pixels.width, pixels.height);
  if (factor >= 1) return pixels;
  const width = Math.max(1, Math.round(pixels.width * factor));
  const height = Math.max(1, Math.round(pixels.height * factor));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const rows = bounds(y, height, pixels.height);
    for (let x = 0; x < width; x++)
      mean(pixels, bounds(x, width, pixels.width), rows, data, (y * width + x) * 4);
  }
  return {width, height, data};
}

type Bounds = readonly [first: number, after: number];

/** Which of `many` stand for the one at `at` of `few`. */
function bounds(at: number, few: number, many: number): Bounds {
  const first = Math.floor((at * many) / few);
  return [first, Math.max(first + 1, Math.floor(((at + 1) * many) / few))];
}

function mean(
  {width, data}: Pixels,
  [left, right]: Bounds,
  [top, bottom]: Bounds,
  target: Uint8Array,
  at: number,
): void {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let from = (y * width + left) * 4; from < (y * width + right) * 4; from += 4) {
      red += data[from]!;
      green += data[from + 1]!;
      blue += data[from + 2]!;
      alpha += data[from + 3]!;
    }
  }
  const count = (right - left) * (bottom - top);
  target[at] = red / count;
  target[at + 1] = green / count;
  target[at + 2] = blue / count;
  target[at + 3] = alpha / count;
}

/** Undoes the way in which the camera was held; `orientation` counts as EXIF does, 1 to 8. */
export function turnUpright(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels;
  const isOnItsSide = orientation >= 5;
  const [width, height] = isOnItsSide
    ? [pixels.height, pixels.width]
    : [pixels.width, pixels.height];
  const data = new Uint8Array(width * height * 4);
  const source = new Uint32Array(pixels.data.slice().buffer);
  const target = new Uint32Array(data.buffer);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = sourceOf(x, y, pixels, orientation);
      target[y * width + x] = source[fromY * pixels.width + fromX]!;
    }
  }
  return {width, height, data};
}

/** Where the pixel of the upright picture stands in the one that was taken. */
function sourceOf(
  x: number,
  y: number,
  {width, height}: Pixels,
  orientation: number,
): readonly [number, number] {
  const [right, bottom] = [width - 1, height - 1];
  switch (orientation) {
    case 2:
      return [right - x, y];
    case 3:
      return [right - x, bottom - y];
    case 4:
      return [x, bottom - y];
    case 5:
      return [y, x];
    case 6:
      return [y, bottom - x];
    case 7:
      return [right - y, bottom - x];
    default:
      return [right - y, x];
  }
}
