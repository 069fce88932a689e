import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillPlaceholders, placeholderMistakes, placeholdersOf } from './placeholders.ts';

const fill = (text: string): string => fillPlaceholders(text, (name) => `<${name}>`);

test('placeholders are filled in, and every other text in braces stays', () => {
  assert.equal(fill('--port={port} {port:admin} {dir}/x {instance}'), '--port=<port> <port:admin> <dir>/x <instance>');
  for (const text of ['{"json":1}', '{}', '{ port }', '{other}', '/orders/{id}', '{{name}}', '{a,b}'])
    assert.equal(fill(text), text);
  assert.deepEqual(placeholdersOf('{port} {{port}} {x} {port:b}'), ['port', 'port:b']);
});

test('double braces write a placeholder as it stands', () => {
  assert.equal(fill('{{port}} {{port:x}} {{prot}}'), '{port} {port:x} {prot}');
  assert.equal(fill('{"a":{"p":{port}}}'), '{"a":{"p":<port>}}');
});

test('a word one letter away from a placeholder is a mistake, with what is meant', () => {
  for (const [text, meant] of [
    ['{prot}', '{port}'],
    ['{Port}', '{port}'],
    ['{ports}', '{port}'],
    ['{port1}', '{port}'],
    ['{p0rt}', '{port}'],
    ['{1dir}', '{dir}'],
    ['{pot:admin}', '{port}'],
    ['--data={dirr}', '{dir}'],
    ['{instnce}', '{instance}'],
  ] as const) {
    const [mistake, ...more] = placeholderMistakes(text);
    assert.deepEqual(more, []);
    assert.match(mistake?.hint ?? '', new RegExp(`did you mean '\\${meant}'`), text);
  }
  for (const text of ['{port:}', '{dir:x}', '{port:a b}']) assert.equal(placeholderMistakes(text).length, 1, text);
  for (const text of [
    '{port}',
    '{{prot}}',
    '{"port":1}',
    '{}',
    '{id}',
    '{name}',
    '{host_name}',
    '{0}',
    '{port_number}',
  ])
    assert.deepEqual(placeholderMistakes(text), [], text);
});
