/**
 * What the files API promises about files: what was uploaded is what is downloaded and what is told about it, bad requests are told what
 * is wrong with them, lists are complete, and a deleted file leaves nothing, not even on the disk.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { contentOf } from '@seatrial/kit-s3';
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import { tenants } from './credentials.ts';
import { Files, type Shown } from './files-client.ts';
import { diskIsWhatTenantsKeep } from './leftovers.ts';
import type { Place } from './place.ts';

const [amber, birch, cedar] = tenants;
/** Around the number of chunks, of blocks and of buffers, and something large. */
const SIZES = [1, 2, 5, 6, 7, 1000, 65_536, 262_144, 1_572_865, 4_000_000];

const KNOWN = { id: 'what is known about files is true', category: 'data safety' } as const;

export function files(place: Place): Part {
  const { store } = place;
  const storing = journey('files', (t) => storesAndTells(t, place), { on: store });
  const wrong = journey('bad requests for files', isToldWhatIsWrong, { on: store });
  const listing = journey('lists of files', listsAll, { on: store });
  const deleting = journey('deleted files', (t) => leavesNothing(t, place), { on: store });
  return {
    phases: [
      load('files', storing, { users: 2, iterationsEach: SIZES.length, for: '60s' }),
      load('bad requests for files', wrong, { users: 1, iterations: 2, for: '30s' }),
      load('lists of files', listing, { users: 1, iterations: 1, for: '30s' }),
      load('deleted files', deleting, { users: 1, iterations: 1, for: '60s' }),
    ],
    claims: [
      claim.checks(storing, KNOWN),
      claim.checks(wrong, { id: 'bad requests for files are told what is wrong', category: 'contract' }),
      claim.checks(listing, { id: 'lists of files are complete' }),
      claim.checks(deleting, { id: 'deleted files leave nothing behind', category: 'data safety' }),
    ],
  };
}

async function storesAndTells(t: JourneyContext, { copies }: Place): Promise<void> {
  const mine = new Files(t, t.user.index % 2 === 0 ? amber : birch);
  const name = `ship ${t.unique('ä')}'s (x).bin`;
  // Users begin at different sizes, so that the largest is held once at a time.
  const turn = t.user.iteration + t.user.index * (SIZES.length / 2);
  const { bytes, sha256 } = contentOf(name, SIZES[turn % SIZES.length] ?? 1);
  const uploaded = await mine.upload(name, bytes, { expect: 201, timeout: '60s' });
  const id = String(uploaded.json()?.file_id);
  t.check('an upload is answered with the SHA-256 of its file', uploaded.json()?.checksum === sha256, uploaded.text());
  const shown = (await mine.metadata(id)).json() as Shown | undefined;
  const told = `${bytes.length} bytes: ${JSON.stringify(shown)}`;
  t.check('the stored SHA-256 is that of the file', shown?.checksum === sha256, told);
  t.check('size, name, type and status are right', isDescribed(shown, name, bytes.length), told);
  t.check(
    'the chunks are the file: in order, with their checksums, in as many copies as there should be',
    areChunks(shown, bytes, copies),
    told,
  );
  const got = await mine.download(id, { timeout: '60s' });
  t.check('what is downloaded is what was uploaded', got.body.equals(bytes), `${got.status}, ${got.size} bytes`);
  t.check('a download says its SHA-256', got.headers.etag === `"${sha256}"`, got.headers.etag);
  const start = t.random.below(bytes.length);
  const ranged = await mine.download(id, {
    name: 'GET range of file',
    headers: { Range: `bytes=${start}-` },
    expect: 206,
  });
  t.check(
    'a range of a file is the bytes it names',
    ranged.body.equals(bytes.subarray(start)),
    `${ranged.status} from ${start}`,
  );
  const deleted = await mine.delete(id, { expect: 204 });
  t.check('a file can be deleted', deleted.status === 204, deleted.text());
}

function isDescribed(shown: Shown | undefined, name: string, sizeBytes: number): boolean {
  return (
    shown?.size === sizeBytes &&
    shown.filename === name &&
    shown.content_type === 'application/x-seatrial' &&
    shown.status === 'completed' &&
    Date.parse(shown.completed_at ?? '') >= Date.parse(shown.created_at)
  );
}

/** Six chunks, fewer for tiny files, and none of them empty. */
function areChunks(shown: Shown | undefined, bytes: Buffer, copies: number): boolean {
  let at = 0;
  for (const [n, chunk] of (shown?.chunks ?? []).entries()) {
    const sum = sumOf(bytes.subarray(at, at + chunk.size));
    const placed = new Set(chunk.servers).size === copies;
    if (chunk.index !== n || chunk.size < 1 || !placed || chunk.checksum !== sum) return false;
    at += chunk.size;
  }
  const count = shown?.chunks.length ?? 0;
  return at === bytes.length && count <= 6 && count >= (bytes.length < 1000 ? 1 : 6);
}

/** As the API's document describes it: the SHA-256 of the tags of AES-128-GCM over nothing, with 256 KiB authenticated each. */
function sumOf(chunk: Buffer): string {
  const sums = createHash('sha256');
  for (let at = 0; at < chunk.length; at += 262_144) {
    const tag = createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
    tag.setAAD(chunk.subarray(at, at + 262_144)).final();
    sums.update(tag.getAuthTag());
  }
  return sums.digest('hex');
}

async function isToldWhatIsWrong(t: JourneyContext): Promise<void> {
  const mine = new Files(t, amber);
  const is = (what: string, status: number, answer: HttpResponse): void =>
    void t.check(
      `${what} is ${status}`,
      answer.status === status && answer.json()?.error?.code !== undefined,
      answer.text().slice(0, 200),
    );
  const post = (options: object, expect: number): Promise<HttpResponse> =>
    mine.ask('POST', '/files', { name: 'POST wrong', expect, ...options });
  const file = { name: 'file', filename: 'a.bin', body: 'x' };
  is('a body that is no form', 400, await post({ json: { file: 'x' } }, 400));
  is('a form without a file', 400, await post({ multipart: [{ name: 'note', body: 'x' }] }, 400));
  is('a file of another name', 400, await post({ multipart: [{ ...file, name: 'other' }] }, 400));
  is('two files', 400, await post({ multipart: [file, file] }, 400));
  is('an empty file', 400, await post({ multipart: [{ ...file, body: '' }] }, 400));
  is('a name that is a folder', 400, await post({ multipart: [{ ...file, filename: '..' }] }, 400));
  const missing = '0'.repeat(32);
  is('the metadata of a missing file', 404, await mine.metadata(missing, { expect: 404 }));
  is('a missing file', 404, await mine.download(missing, { expect: 404 }));
  is('what is no id', 404, await mine.download('..%2f..%2fetc', { name: 'GET no id', expect: 404 }));
  is('deleting a missing file', 404, await mine.delete(missing, { expect: 404 }));
  for (const query of [{ page: 0 }, { per_page: 101 }, { per_page: 'x' }, { status: 'sunk' }]) {
    const answer = await mine.ask('GET', '/files', { name: 'LIST wrong', query, expect: 400 });
    is(`a list by ${JSON.stringify(query)}`, 400, answer);
  }
  const tooLarge = await mine.uploadSlowly(11 * 1024 ** 3, nothingYet, { expect: 413, name: 'POST too large' });
  is('more than 10 GiB', 413, tooLarge);
}

/** Whoever announces too much is to be refused by what was announced. */
async function* nothingYet(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1000);
  await new Promise((resolve) => setTimeout(resolve, 10_000).unref());
}

const LISTED = 23;

async function listsAll(t: JourneyContext): Promise<void> {
  const mine = new Files(t, cedar);
  const before = (await mine.list())?.pagination.total_count;
  const ids: string[] = [];
  for (let n = 0; n < LISTED; n++) {
    const uploaded = await mine.upload(`listed ${n}`, Buffer.from(`${n}`), { expect: 201 });
    ids.unshift(String(uploaded.json()?.file_id));
  }
  const seen: string[] = [];
  for (let page = 1; page <= Math.ceil(LISTED / 5); page++) {
    const list = await mine.list({ page, per_page: 5, status: 'completed' });
    seen.push(...(list?.files ?? []).map(({ file_id }) => file_id));
    const total = list?.pagination.total_count;
    t.check('a page says how many there are', total === (before ?? 0) + LISTED, `${total} of ${LISTED}`);
  }
  t.check('every file is listed once, the newest first', seen.slice(0, LISTED).join() === ids.join(), seen.join());
  const failed = await mine.list({ status: 'failed' });
  t.check('a list by status has no other', failed?.files.every(({ status }) => status === 'failed') === true);
  for (const id of ids) await mine.delete(id);
  const left = await mine.list({ status: 'completed' });
  t.check('deleted files are not listed', left?.files.every(({ file_id }) => !ids.includes(file_id)) === true);
}

async function leavesNothing(t: JourneyContext, place: Place): Promise<void> {
  const mine = new Files(t, amber);
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) {
    const uploaded = await mine.upload('short-lived', contentOf(`short-lived ${n}`, 300_000).bytes, { expect: 201 });
    ids.push(String(uploaded.json()?.file_id));
  }
  for (const id of ids) await mine.delete(id);
  for (const id of ids) {
    const answers = [
      await mine.download(id, { expect: 404 }),
      await mine.metadata(id, { expect: 404 }),
      await mine.delete(id, { expect: 404 }),
    ];
    t.check(
      'a deleted file is 404',
      answers.every(({ status }) => status === 404),
    );
  }
  await diskIsWhatTenantsKeep(t, place);
}
