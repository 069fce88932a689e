import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redactor } from './redact.ts';
import { redactorApart } from './redact-apart.ts';

const SECRET = 'hunter2hunter2';
const redact = redactor([SECRET]);

test('what is replaced has a digest, and what has no secret stays as it is', () => {
  const apart = redactorApart(redact);
  assert.match(apart('token:user-1-0'), /^token:\[redacted [0-9a-f]{16}\]$/);
  assert.match(apart(`ghp_${'a1'.repeat(18)}`), /^\[redacted token [0-9a-f]{16}\]$/);
  for (const text of ['', 'order-1', '[redacted]', 'token:[redacted]']) assert.equal(apart(text), text);
});

test('property: two texts are the same after redaction just when they were before, and no secret is left', () => {
  const around = fc.array(fc.constantFrom('a', '1', SECRET, ' ', '"', '[redacted]', '=', '\ud800'), { maxLength: 4 });
  const inside = fc.constantFrom('password=x1', 'password=x2', 'token:user-1', 'token:user-2', SECRET, '\ud801', '');
  const apart = redactorApart(redact);
  fc.assert(
    fc.property(around, inside, inside, around, (before, one, other, after) => {
      const [first, second] = [one, other].map((text) => [...before, text, ...after].join('')) as [string, string];
      assert.equal(apart(first) === apart(second), first === second);
      assert.equal(apart(first), apart(first));
      assert.ok(!apart(first).includes(SECRET));
    }),
  );
});

test('a digest says nothing in another run: each has a salt of its own', () => {
  assert.notEqual(redactorApart(redact)('token:user-1-0'), redactorApart(redact)('token:user-1-0'));
});
