/** Conditional writes by many at once: of those who create what is not there, and of those who replace what they have seen, one wins. */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { type Content, contentOf, sha256 } from './content.ts';
import { bucketOfUser, type S3Kit } from './part.ts';

const AT_ONCE = 12;

export function conditions(kit: S3Kit): Part {
  const racing = journey(
    'conditional writes',
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      const key = `conditions/${t.unique('object')}`;
      const first = await race(t, bucket, key, 'created', { 'If-None-Match': '*' });
      await race(t, bucket, key, 'replaced', { 'If-Match': first?.headers.etag ?? '' });
      await bucket.delete(key, { name: 'DELETE' });
    },
    { on: kit.system },
  );
  return {
    phases: [load('conditional writes', racing, { users: 2, iterations: kit.count(20), for: '30s' })],
    claims: [claim.checks(racing, { id: 'of many conditional writes at once, one wins', category: 'data safety' })],
  };
}

/** The answer that the winner got. */
async function race(
  t: JourneyContext,
  bucket: Bucket,
  key: string,
  round: string,
  headers: Record<string, string>,
): Promise<HttpResponse | undefined> {
  const contents = Array.from({ length: AT_ONCE }, (_, n) => contentOf(`${key} ${round} ${n}`, 500));
  const put = (content: Content) => bucket.put(key, content, { name: 'PUT if', headers, expect: [200, 409, 412] });
  const answers = await Promise.all(contents.map(put));
  const won = answers.findIndex(({ status }) => status === 200);
  const told = answers.map(({ status }) => status).join(' ');
  t.check(`one of many is ${round}`, answers.filter(({ status }) => status === 200).length === 1, told);
  const others = answers.filter((_, n) => n !== won).every(({ status }) => status === 412 || status === 409);
  t.check('the others are told that they came late', others, told);
  const got = await bucket.get(key, { name: 'GET' });
  t.check('what is there is what the winner wrote', sha256(got.body) === contents[won]?.sha256, `${got.status}`);
  return answers[won];
}
