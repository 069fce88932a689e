import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatBytes,
  formatRate,
  formatRatio,
  formatUs,
  LONGEST_MS,
  type Parsed,
  parseBytes,
  parseDuration,
  parsePercent,
  parseRate,
} from './units.ts';

function value(parsed: Parsed): number {
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return parsed.value;
}

test('each unit of time is read into milliseconds, and compounds add up', () => {
  const texts = { '250us': 0.25, '250ms': 250, '10s': 10_000, '1.5m': 90_000, '2h': 7_200_000, '1m30s': 90_000 };
  for (const [text, ms] of Object.entries(texts)) assert.equal(value(parseDuration(text)), ms, text);
  assert.equal(value(parseDuration('1h1m1s1ms')), 3_661_001);
});

test('rates are read per second, percentages as ratios, sizes as bytes', () => {
  assert.equal(value(parseRate('200/s')), 200);
  assert.equal(value(parseRate('30/m')), 0.5);
  assert.equal(value(parseRate('7200/h')), 2);
  assert.equal(value(parsePercent('0%')), 0);
  assert.equal(value(parsePercent('100%')), 1);
  assert.equal(value(parsePercent('12.5%')), 0.125);
});

test('a bare number is refused by that name, and so is everything without a unit or beyond its limits', () => {
  const huge = '9'.repeat(400);
  const refused: [(text: unknown) => Parsed, unknown[]][] = [
    [
      parseDuration,
      ['', '10', '10 s', 's', '-1s', '1,5s', '1e3ms', '10sec', '1m 30s', '1m30', 's10', `${huge}s`, '597h'],
    ],
    [parseRate, ['', '10', '10/', '/s', '10/ms', '-1/s', '10/s/s', '10 /s', `${huge}/s`]],
    [parsePercent, ['', '10', '%', '101%', '-1%', '100.1%', '1 %', `${huge}%`]],
  ];
  const nonsense = [null, undefined, 10n, Symbol('s'), {}, [], Number.NaN, () => 1, { toJSON: () => assert.fail() }];
  for (const [parse, texts] of refused) {
    const bare = parse(30);
    assert.ok(!bare.ok && bare.problem.startsWith('30 is a bare number, not a'), JSON.stringify(bare));
    for (const text of [...texts, ...nonsense]) {
      const parsed = parse(text);
      assert.ok(!parsed.ok, `${String(text)} is read`);
      assert.match(parsed.hint, /such as '/);
    }
  }
  assert.equal(value(parseDuration(`${LONGEST_MS}ms`)), LONGEST_MS);
  assert.equal(parseDuration(`${LONGEST_MS + 1}ms`).ok, false);
});

test('property: whole quantities round trip in every unit', () => {
  const unit = fc.constantFrom('us', 'ms', 's', 'm', 'h');
  const ms = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as Record<string, number>;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(500), unit), { minLength: 1, maxLength: 4 }), (parts) => {
      const text = parts.map(([n, u]) => `${n}${u}`).join('');
      const sum = parts.reduce((total, [n, u]) => total + n * (ms[u] ?? 0), 0);
      const parsed = parseDuration(text);
      assert.ok(parsed.ok ? Math.abs(parsed.value - sum) < 1e-6 : sum > LONGEST_MS, text);
    }),
  );
});

test('property: a formatted duration is within three digits of what it stands for, and never in the wrong unit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 119e6, noNaN: true }), (us) => {
      const text = formatUs(us);
      assert.ok(!text.includes(','), text);
      assert.ok(Math.abs(value(parseDuration(text)) * 1000 - us) <= us * 0.005 + 1e-9, `${us}us is shown as ${text}`);
    }),
  );
});

test('quantities are written for a reader', () => {
  const shown = {
    '0us': formatUs(0),
    '0.5us': formatUs(0.5),
    '1.53ms': formatUs(1534),
    '1ms': formatUs(999.9),
    '1s': formatUs(999_999),
    '30s': formatUs(30e6),
    '2m00s': formatUs(120e6),
    '61m05s': formatUs(3665e6),
    '999B': formatBytes(999),
    '5.24MB': formatBytes(5_242_880),
    '1GB': formatBytes(999_999_999),
    '12.3GB': formatBytes(12.34e9),
    '4.1KB': formatBytes(4096),
    '0.123%': formatRatio(0.00123),
    '100%': formatRatio(1),
    '1,230/s': formatRate(1234.5),
    '0.5/s': formatRate(0.5),
  };
  for (const [expected, text] of Object.entries(shown)) assert.equal(text, expected);
});

test('sizes have a unit: powers of 1,000, or of 1,024 with an i', () => {
  const bytes = (text: unknown) => parseBytes(text);
  assert.deepEqual(bytes('500MB'), { ok: true, value: 500e6 });
  assert.deepEqual(bytes('1.5MiB'), { ok: true, value: 1.5 * 1024 * 1024 });
  assert.deepEqual(bytes('0B'), { ok: true, value: 0 });
  for (const wrong of ['500', '500 MB', '500mb', '-1MB', 'MB', 500, null]) assert.equal(bytes(wrong).ok, false);
});
