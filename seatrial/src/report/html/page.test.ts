import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerOf } from '../../evidence/ledger.ts';
import { sha256 } from '../../std/digest.ts';
import { fixtureRun, smallRun, taggedRun } from '../testing/small-run.ts';
import { renderHtml } from './page.ts';

const EVIL = `</script></title><img src=x onerror=alert(1)>"'&`;

test('the same run always gives the same page, and a page of 90 seconds is below a megabyte', () => {
  const page = renderHtml(fixtureRun());
  assert.equal(page, renderHtml(fixtureRun()));
  assert.ok(page.length < 1_000_000, `${page.length}`);
});

test('text from evidence is never markup', () => {
  const page = renderHtml(fixtureRun(EVIL));
  assert.doesNotMatch(page, /<img/i);
  assert.equal(page.match(/<script>/g)?.length, 1);
  assert.equal(page.match(/<\/script>/g)?.length, 1);
  assert.ok(page.includes('&lt;img src=x onerror=alert(1)&gt;'));
});

test('the policy allows exactly the style and the script of the page, and nothing from anywhere', () => {
  const page = renderHtml(smallRun());
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  assert.match(policy, /^default-src 'none';/);
  for (const tag of ['style', 'script']) {
    const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? '';
    const digest = Buffer.from(sha256(text), 'hex').toString('base64');
    assert.ok(policy.includes(`${tag}-src 'sha256-${digest}'`), tag);
  }
  assert.doesNotMatch(page, / style="| on\w+="|https?:\/\/(?!127\.0\.0\.1)/);
});

test('the page says first what is true of the whole, then every claim with its records', () => {
  const page = renderHtml(smallRun());
  assert.match(page, /<h1>Not ready<\/h1>/);
  assert.match(page, /33% of what is promised is proven\. 1 of 3 claims is disproven, 1 is unproven\./);
  assert.match(page, /The evidence is not sealed/);
  assert.match(page, /Computed from 2 records[\s\S]*#3[\s\S]*#4/);
  assert.match(page, /No records: nothing that was seen bears on this claim/);
  assert.match(renderHtml(smallRun(['proven'])), /<h1>Ready<\/h1>/);
  assert.match(renderHtml(smallRun(['unproven'])), /<h1>Not shown<\/h1>/);
});

test('a run cut short before anything happened is still a page', () => {
  const { ledger, ...rest } = smallRun([]);
  const page = renderHtml({ ...rest, ledger: ledgerOf([]) });
  assert.ok(ledger.records.length > 0);
  assert.match(page, /it was cut short/);
  assert.doesNotMatch(bodyOf(page), /NaN|Infinity|undefined/);
});

test('no figure on a page is broken', () => {
  assert.doesNotMatch(bodyOf(renderHtml(fixtureRun())), /NaN|Infinity|undefined|\[object/);
});

function bodyOf(page: string): string {
  return page.split('<body>')[1]?.split('<script>')[0] ?? assert.fail('no body');
}

test('requests are listed by tags, and of an open load how many arrivals were dropped, also when none was', () => {
  assert.match(renderHtml(taggedRun()), /<tr class="tags"><th scope="row">\{kind:small\}<\/th><td>6<\/td>/);
  assert.match(renderHtml(taggedRun()), /0 of 10 arrivals dropped\./);
  assert.match(renderHtml(taggedRun(1)), /class="bad">1 of 10 arrivals dropped: no user was free/);
});
