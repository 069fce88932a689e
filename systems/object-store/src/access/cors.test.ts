/** Cross-origin rules: documents in, decisions out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corsXml, readCors } from '../wire/documents/cors.ts';
import { S3Error } from '../wire/errors.ts';
import { corsHeaders, matchingRule } from './cors.ts';

const documentOf = (rule: string): string =>
  `<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rule}</CORSConfiguration>`;
const rules = readCors(
  documentOf(
    `<CORSRule><ID>ours</ID><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>
       <AllowedMethod>GET</AllowedMethod><AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Content-Type</AllowedHeader>
       <ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule>
     <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>`,
  ),
);

test('rules survive being written and read again', () => assert.deepEqual(readCors(corsXml(rules)), rules));

test('the first rule that lets all of it through counts', () => {
  const which = (origin: string, method: string, ...headers: string[]): number => {
    const rule = matchingRule(rules, { origin, method, headers });
    return rule === undefined ? -1 : rules.indexOf(rule);
  };
  assert.equal(which('https://a.example.com', 'PUT', 'X-Amz-Date', 'content-type'), 0);
  assert.equal(which('https://a.example.com', 'PUT', 'authorization'), -1);
  assert.equal(which('https://a.example.com', 'DELETE'), -1);
  assert.equal(which('https://example.com', 'PUT'), -1);
  assert.equal(which('https://a.example.com.evil', 'PUT'), -1);
  assert.equal(which('https://evil', 'GET'), 1);
  assert.equal(which('https://evil', 'GET', 'x-amz-date'), -1);
});

test('a page of one origin may bring credentials, everybody may not', () => {
  const [ours, everybodys] = rules;
  assert.ok(ours && everybodys);
  const request = { origin: 'https://a.example.com', method: 'PUT', headers: ['X-Amz-Date'] };
  assert.deepEqual(corsHeaders(ours, request), {
    'access-control-allow-origin': 'https://a.example.com',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'PUT, GET',
    'access-control-allow-headers': 'x-amz-date',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '600',
  });
  assert.deepEqual(corsHeaders(everybodys, { ...request, headers: [] }), {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET',
  });
});

const origin = '<AllowedOrigin>*</AllowedOrigin>';
const method = '<AllowedMethod>GET</AllowedMethod>';
const refused: readonly (readonly [code: string, what: string, rule: string])[] = [
  ['MalformedXML', 'no rule', ''],
  ['MalformedXML', 'no origin', `<CORSRule>${method}</CORSRule>`],
  ['MalformedXML', 'no method', `<CORSRule>${origin}</CORSRule>`],
  ['InvalidRequest', 'a method that browsers never ask about', `<CORSRule>${origin}<AllowedMethod>TRACE</AllowedMethod></CORSRule>`],
  ['InvalidRequest', 'two stars', `<CORSRule><AllowedOrigin>*.a.*</AllowedOrigin>${method}</CORSRule>`],
  ['InvalidRequest', 'a header that is none', `<CORSRule>${origin}${method}<ExposeHeader>a&#10;b</ExposeHeader></CORSRule>`],
  ['InvalidRequest', 'exposing everything', `<CORSRule>${origin}${method}<ExposeHeader>*</ExposeHeader></CORSRule>`],
  ['InvalidRequest', 'too many rules', `<CORSRule>${origin}${method}</CORSRule>`.repeat(101)],
  ['NotImplemented', 'what is not understood', `<CORSRule>${origin}${method}<AllowCredentials>true</AllowCredentials></CORSRule>`],
]; // biome-ignore format: one case a line

for (const [code, what, rule] of refused) {
  test(`refused: ${what}`, () =>
    assert.throws(
      () => readCors(documentOf(rule)),
      (error) => error instanceof S3Error && error.code === code,
    ));
}
