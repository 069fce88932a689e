import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, Markup } from './markup.ts';

test('every value is escaped, markup is not, lists are joined', () => {
  const evil = `</script><img src=x onerror="alert('1')">&`;
  const shown = '&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';
  assert.equal(html`<p title="${evil}">${evil}</p>`.text, `<p title="${shown}">${shown}</p>`);
  assert.equal(html`${[html`<b>${1}</b>`, ' & ', null]}`.text, '<b>1</b> &amp; ');
  assert.equal(html`${new Markup('<i>')}`.text, '<i>');
});

test('controls and lone surrogates become a visible replacement', () => {
  assert.equal(html`${'a\u0000\u001b\ud800b\n'}`.text, 'a\ufffd\ufffd\ufffdb\n');
});
