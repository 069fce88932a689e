import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keeps, type MetricType, type Operator, parseThreshold, type Threshold } from './threshold.ts';

function read(text: string, metric: MetricType): Threshold {
  const parsed = parseThreshold(text, metric);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return parsed.threshold;
}

test('k6 strings are read as k6 reads them', () => {
  assert.deepEqual(read('p(95)<200', 'trend'), { aggregation: 'p', percentile: 95, operator: '<', bound: 200 });
  assert.deepEqual(read(' p(99.9) <= 1e3 ', 'trend'), {
    aggregation: 'p',
    percentile: 99.9,
    operator: '<=',
    bound: 1000,
  });
  assert.deepEqual(read('med==.5', 'trend'), { aggregation: 'med', percentile: null, operator: '==', bound: 0.5 });
  assert.deepEqual(read('rate<0.01', 'rate'), { aggregation: 'rate', percentile: null, operator: '<', bound: 0.01 });
  assert.deepEqual(read('count>1000', 'counter'), {
    aggregation: 'count',
    percentile: null,
    operator: '>',
    bound: 1000,
  });
});

test('units give the same as bare numbers', () => {
  assert.deepEqual(read('avg<1m30s', 'trend'), read('avg<90000', 'trend'));
  assert.deepEqual(read('rate<0.1%', 'rate'), read('rate<0.001', 'rate'));
  assert.deepEqual(read('rate>=99.9%', 'rate'), read('rate>=0.999', 'rate'));
  assert.deepEqual(read('rate>=6000/m', 'counter'), read('rate>=100', 'counter'));
});

test('what cannot be judged is refused with what to write', () => {
  const refused: [unknown, MetricType][] = [
    [undefined, 'trend'],
    [200, 'trend'],
    ['', 'trend'],
    ['p(95)', 'trend'],
    ['p(95)=200', 'trend'],
    ['p(95)<', 'trend'],
    ['p(101)<200', 'trend'],
    ['p(NaN)<200', 'trend'],
    ['p()<200', 'trend'],
    ['p<200', 'trend'],
    ['avg(3)<200', 'trend'],
    ['p(95)<NaN', 'trend'],
    ['p(95)<1e999', 'trend'],
    ['p(95)<-1', 'trend'],
    ['p(95)<200 and p(99)<300', 'trend'],
    ['p(95)<5%', 'trend'],
    ['rate<5%', 'trend'],
    ['count<5', 'trend'],
    ['value<5', 'trend'],
    ['value<5', 'rate'],
    ['p(95)<200', 'rate'],
    ['rate<5', 'rate'],
    ['rate<101%', 'rate'],
    ['count<5%', 'rate'],
    ['rate>5ms', 'counter'],
    ['constructor<5', 'counter'],
  ];
  for (const [text, metric] of refused) {
    const parsed = parseThreshold(text, metric);
    assert.ok(!parsed.ok, `${text} is read as a threshold over a ${metric}`);
    assert.ok(parsed.problem.length > 0);
    assert.match(parsed.hint, /such as '/);
  }
});

test('a bound that nothing can break, or nothing can keep, is refused', () => {
  const idle: [MetricType, readonly string[], readonly string[]][] = [
    [
      'rate',
      ['rate<=100%', 'rate<=1', 'rate>=0', 'count>=0', 'count!=0.5'],
      ['rate<0', 'rate>100%', 'count<0', 'count==0.5'],
    ],
    ['time', ['max>0', 'min>=0ms', 'p(95)!=0'], ['p(95)<0', 'avg<=0', 'med==0']],
    ['completions', ['rate>=0/s', 'count>=0'], ['rate<0/s', 'count<0', 'count===1.5']],
    ['trend', ['min>=0'], ['max<0']],
    ['counter', ['count>=0', 'rate>=0'], ['count<0']],
  ];
  for (const [metric, unbreakable, unkeepable] of idle) {
    const said = (text: string): string => {
      const parsed = parseThreshold(text, metric);
      return parsed.ok ? `${text} is read as a threshold over a ${metric}` : `${parsed.problem}; ${parsed.hint}`;
    };
    for (const text of unbreakable)
      assert.match(said(text), /^'.*' cannot be broken: .*; write a bound that can be broken, such as '/);
    for (const text of unkeepable)
      assert.match(said(text), /^'.*' cannot be kept: .*; write a bound that can be kept, such as '/);
  }
});

test('a bound at the edge that something can break and keep is read', () => {
  const read: [MetricType, readonly string[]][] = [
    [
      'rate',
      ['rate==0', 'rate<=0', 'rate>0', 'rate<100%', 'rate>=100%', 'rate!=0', 'count==0', 'count<0.5', 'count<=0'],
    ],
    ['time', ['max>1ms', 'p(95)<0.5']],
    ['completions', ['count>0', 'rate>0/s', 'count==0']],
    ['trend', ['max>0', 'max<=0', 'max==0']],
    ['counter', ['count==0.5', 'count>0']],
    ['gauge', ['min>=0', 'max<0', 'value==0.5', 'value>=-1']],
  ];
  for (const [metric, texts] of read)
    for (const text of texts) assert.ok(parseThreshold(text, metric).ok, `${text} of ${metric}`);
});

test('operators compare as they read, and what was not measured keeps nothing', () => {
  const kept: Record<Operator, [below: boolean, same: boolean, above: boolean]> = {
    '<': [true, false, false],
    '<=': [true, true, false],
    '>': [false, false, true],
    '>=': [false, true, true],
    '==': [false, true, false],
    '===': [false, true, false],
    '!=': [true, false, true],
  };
  for (const [operator, expected] of Object.entries(kept)) {
    const threshold = read(`count${operator}5`, 'counter');
    assert.deepEqual(
      [4, 5, 6].map((value) => keeps(value, threshold)),
      expected,
      operator,
    );
    assert.equal(keeps(Number.NaN, threshold), false, operator);
  }
});

test('property: what is written is what is read', () => {
  const operator = fc.constantFrom<Operator>('<', '<=', '>', '>=', '==', '===', '!=');
  const space = fc.constantFrom('', ' ', '  ');
  const bound = fc.double({ min: 0, minExcluded: true, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100, noNaN: true }), operator, bound, space, (percentile, op, value, gap) => {
      const text = `${gap}p(${percentile})${gap}${op}${gap}${value}${gap}`;
      assert.deepEqual(read(text, 'trend'), { aggregation: 'p', percentile, operator: op, bound: value });
    }),
  );
});

test('property: any text is read or refused, and never throws', () => {
  const pieces = fc.constantFrom('p', '(', ')', '95', '<', '=', '>', '!', 'rate', 'ms', '%', ' ', '-', '.', 'e9', '/s');
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom<MetricType>('trend', 'rate', 'counter'), (written, metric) => {
      const parsed = parseThreshold(written, metric);
      if (parsed.ok) assert.ok(Number.isFinite(parsed.threshold.bound) && parsed.threshold.bound >= 0);
      else assert.ok(parsed.problem && parsed.hint);
    }),
  );
});
