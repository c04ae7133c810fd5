/** A PNG as pixels: the renderer that wrote it reads it back. */
import { Resvg } from "@resvg/resvg-js";

export type Box = { left: number; top: number; right: number; bottom: number };
export type Pixels = {
  width: number;
  height: number;
  /** How many pixels inside a box are darker than a grey line would be. */
  ink(box: Box): number;
  /** The smallest box around all pixels that differ from another picture of the same size. */
  differs(other: Pixels): Box | undefined;
  at(x: number, y: number): [number, number, number];
};

export function readPixels(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png);
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const href = `data:image/png;base64,${bytes.toString("base64")}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${href}"/></svg>`;
  const data = new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels;
  const at = (x: number, y: number): [number, number, number] => {
    const i = (y * width + x) * 4;
    return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
  };
  return {
    width,
    height,
    at,
    ink({ left, top, right, bottom }) {
      let dark = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (Math.max(...at(x, y)) < 140) dark++;
      return dark;
    },
    differs(other) {
      const box = { left: width, top: height, right: 0, bottom: 0 };
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          if (at(x, y).every((value, i) => value === other.at(x, y)[i])) continue;
          box.left = Math.min(box.left, x);
          box.right = Math.max(box.right, x + 1);
          box.top = Math.min(box.top, y);
          box.bottom = Math.max(box.bottom, y + 1);
        }
      return box.right > 0 ? box : undefined;
    },
  };
}
