/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78), eight bytes a step ("slicing-by-8", Kounavis and Berry, 2005).
 * Example: `crc32c(Buffer.from('123456789'))` is 0xE3069283.
 */
const tables = makeTables(0x82f63b78);

/** Continues from `crc`, the value for the bytes before these. */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  let value = ~crc;
  let index = 0;
  const wholeSteps = bytes.length - (bytes.length % 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (; index < wholeSteps; index += 8) {
    const low = value ^ view.getInt32(index, true);
    const high = view.getInt32(index + 4, true);
    value =
      at(7, low) ^ at(6, low >>> 8) ^ at(5, low >>> 16) ^ at(4, low >>> 24) ^
      at(3, high) ^ at(2, high >>> 8) ^ at(1, high >>> 16) ^ at(0, high >>> 24); // biome-ignore format: one line a word
  }
  for (; index < bytes.length; index++) value = at(0, value ^ view.getUint8(index)) ^ (value >>> 8);
  return ~value >>> 0;
}

function at(table: number, byte: number): number {
  return tables[table * 256 + (byte & 0xff)] as number;
}

function makeTables(polynomial: number): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    made[byte] = value;
  }
  for (let index = 256; index < made.length; index++) {
    const before = made[index - 256] as number;
    made[index] = (before >>> 8) ^ (made[before & 0xff] as number);
  }
  return made;
}
