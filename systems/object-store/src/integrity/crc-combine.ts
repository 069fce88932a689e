/**
 * The CRC of two byte strings one after the other, from their CRCs and the length of the second: nothing is read again. A CRC is a
 * polynomial over GF(2) modulo P, and to append n bytes is to multiply what came before by x^(8n). The ones that a CRC begins and ends
 * with cancel out. Source: Mark Adler, `crc32_combine` of zlib 1.2.12; here for any reflected CRC, with BigInt.
 */
const fields = {
  crc32: makeField(32n, 0xedb88320n),
  crc32c: makeField(32n, 0x82f63b78n),
  crc64nvme: makeField(64n, 0x9a6c9329ac4bc9b5n),
} as const;

export type CrcAlgorithm = keyof typeof fields;

export function isCrc(algorithm: string): algorithm is CrcAlgorithm {
  return Object.hasOwn(fields, algorithm);
}

/** Parts as `crc` (most significant byte first) and length, in order; at least one. */
export function combineCrcs(
  algorithm: CrcAlgorithm,
  parts: readonly { readonly crc: Buffer; readonly sizeBytes: number }[],
): Buffer {
  const field = fields[algorithm];
  let whole = 0n;
  let shift = { sizeBytes: 0, factor: field.one };
  for (const { crc, sizeBytes } of parts) {
    // Parts are mostly of one size, so the factor is mostly the one before.
    if (sizeBytes !== shift.sizeBytes) shift = { sizeBytes, factor: powerOfX(field, 8n * BigInt(sizeBytes)) };
    whole = multiply(field, shift.factor, whole) ^ BigInt(`0x${crc.toString('hex')}`);
  }
  return Buffer.from(whole.toString(16).padStart(field.hexDigits, '0'), 'hex');
}

/** Polynomials modulo `polynomial`, reflected: the highest bit is the coefficient of x^0. */
interface Field {
  readonly polynomial: bigint;
  readonly one: bigint;
  readonly hexDigits: number;
}

function makeField(width: bigint, polynomial: bigint): Field {
  return { polynomial, one: 1n << (width - 1n), hexDigits: Number(width) / 4 };
}

function multiply(field: Field, a: bigint, b: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = field.one; bit > 0n; bit >>= 1n) {
    if ((a & bit) !== 0n) product ^= shifted;
    shifted = (shifted & 1n) === 0n ? shifted >> 1n : (shifted >> 1n) ^ field.polynomial;
  }
  return product;
}

function powerOfX(field: Field, exponent: bigint): bigint {
  let power = field.one;
  let square = field.one >> 1n;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) power = multiply(field, power, square);
    square = multiply(field, square, square);
  }
  return power;
}
