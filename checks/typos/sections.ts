/**
 * The container of the shipped statistics: `XCTS`, u32 length of a JSON header, the header (numbers and a table of
 * sections), then the sections as little-endian typed arrays, each on a multiple of eight bytes. Written by
 * bench/typos/build-data.ts.
 */
const MAGIC = "XCTS";
const KINDS = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i32: Int32Array, u32: Uint32Array, f64: Float64Array };
type Kind = keyof typeof KINDS;
type TypedArray = InstanceType<(typeof KINDS)[Kind]>;
type Header = { numbers: Record<string, number>; sections: Record<string, { kind: Kind; at: number; length: number }> };

export type Sections = {
  number(name: string): number;
  u8(name: string): Uint8Array;
  i8(name: string): Int8Array;
  u16(name: string): Uint16Array;
  i32(name: string): Int32Array;
  u32(name: string): Uint32Array;
  f64(name: string): Float64Array;
};

const aligned = (n: number) => Math.ceil(n / 8) * 8;

export function writeSections(numbers: Record<string, number>, arrays: Record<string, TypedArray>): Uint8Array {
  const kindOf = (array: TypedArray): Kind => {
    const found = Object.entries(KINDS).find(([, kind]) => array instanceof kind);
    if (!found) throw new TypeError("not a kind of section");
    return found[0] as Kind;
  };
  let at = 0;
  const sections: Header["sections"] = {};
  for (const [name, array] of Object.entries(arrays)) {
    sections[name] = { kind: kindOf(array), at, length: array.length };
    at = aligned(at + array.byteLength);
  }
  const header = new TextEncoder().encode(JSON.stringify({ numbers, sections } satisfies Header));
  const start = aligned(8 + header.length);
  const bytes = new Uint8Array(start + at);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(4, header.length, true);
  bytes.set(header, 8);
  for (const [name, array] of Object.entries(arrays))
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + (sections[name]?.at ?? 0));
  return bytes;
}

export function readSections(given: Uint8Array): Sections {
  // Typed arrays want their own alignment, which a slice of a larger buffer does not promise
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) throw new TypeError("not the shipped statistics");
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
  const start = bytes.byteOffset + aligned(8 + length);
  const section = <K extends Kind>(kind: K, name: string): InstanceType<(typeof KINDS)[K]> => {
    const found = header.sections[name];
    if (found?.kind !== kind) throw new TypeError(`no section ${name} of ${kind}`);
    const Made = KINDS[kind] as unknown as new (
      b: ArrayBufferLike,
      at: number,
      n: number,
    ) => InstanceType<(typeof KINDS)[K]>;
    return new Made(bytes.buffer, start + found.at, found.length);
  };
  return {
    number(name) {
      const found = header.numbers[name];
      if (found === undefined) throw new TypeError(`no number ${name}`);
      return found;
    },
    u8: (name) => section("u8", name),
    i8: (name) => section("i8", name),
    u16: (name) => section("u16", name),
    i32: (name) => section("i32", name),
    u32: (name) => section("u32", name),
    f64: (name) => section("f64", name),
  };
}
