/** Uploads of files that take their time or break off: what is seen of them meanwhile, and what is left. */
import { claim, type JourneyContext, journey, load, type Part, type System } from 'seatrial';
import { tenants } from './credentials.ts';
import { Files, type Shown } from './files-client.ts';

/** Nobody else uploads as this tenant. */
const [, , , dahlia] = tenants;

export function fileUploads(store: System): Part {
  const uploading = journey(
    'uploads of files',
    async (t) => {
      await becomesComplete(t);
      await breaksOff(t);
    },
    { on: store },
  );
  return {
    phases: [load('uploads of files', uploading, { users: 1, iterations: 4, for: '60s' })],
    claims: [
      claim.checks(uploading, {
        id: 'files are served when they are complete, and not before',
        category: 'data safety',
      }),
    ],
  };
}

/** The file that has this status, as soon as there is one; undefined after five seconds. */
async function fileThatIs(t: JourneyContext, status: string): Promise<Shown | undefined> {
  const mine = new Files(t, dahlia);
  for (let waited = 0; waited < 100; waited++) {
    const file = (await mine.list({ status }))?.files[0];
    if (file !== undefined) return file;
    await t.sleep('50ms');
  }
  return undefined;
}

async function becomesComplete(t: JourneyContext): Promise<void> {
  const mine = new Files(t, dahlia);
  // Until more comes, these four bytes could as well be the end of the file: it has begun, and has no byte yet.
  const bytes = Buffer.concat([Buffer.from('\r\n--'), t.random.bytes(200_000)]);
  let id = '';
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 4);
    id = (await seen(t, 'pending')) ?? '';
    yield bytes.subarray(4, 1000);
    t.check('a file that is uploaded is the one that was pending', (await seen(t, 'uploading')) === id);
    yield bytes.subarray(1000);
  }
  const uploaded = await mine.uploadSlowly(bytes.length, slowly, { expect: 201, timeout: '30s' });
  t.check('the slow upload completes', uploaded.json()?.file_id === id, `${id}: ${uploaded.text()}`);
  const got = await mine.download(id);
  t.check('a completed file is what was uploaded', got.body.equals(bytes), `${got.status}, ${got.size} bytes`);
  await mine.delete(id);
}

/** Sees a file with this status, of which nothing can be read or deleted yet. Its id. */
async function seen(t: JourneyContext, status: string): Promise<string | undefined> {
  const file = await fileThatIs(t, status);
  t.check(`an upload can be seen to be ${status}`, file !== undefined);
  if (file === undefined) return undefined;
  const unknown = file.size === null && file.checksum === null && file.completed_at === null;
  t.check('what is not complete has no size and no checksum', unknown, JSON.stringify(file));
  await isNotServed(t, file.file_id, status);
  return file.file_id;
}

async function isNotServed(t: JourneyContext, id: string, status: string): Promise<void> {
  const got = await new Files(t, dahlia).download(id, { name: 'GET incomplete', expect: 409 });
  t.check(`a ${status} file is not served`, got.status === 409, `${got.status}, ${got.size} bytes`);
}

/** The client breaks the connection in the middle of its file. */
async function breaksOff(t: JourneyContext): Promise<void> {
  const mine = new Files(t, dahlia);
  let id = '';
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield t.random.bytes(150_000);
    id = (await fileThatIs(t, 'uploading'))?.file_id ?? '';
    const left = await mine.delete(id, { name: 'DELETE incomplete', expect: 409 });
    t.check('an uploading file cannot be deleted', left.status === 409, String(left.status));
    throw new Error('the client leaves, on purpose');
  }
  const answer = await mine.uploadSlowly(400_000, broken, { name: 'POST broken off' });
  t.check('who leaves gets no answer', answer.status === 0, String(answer.status));
  let status = 'uploading';
  for (let waited = 0; waited < 100 && status === 'uploading'; waited++) {
    status = String((await mine.metadata(id)).json()?.status);
    if (status === 'uploading') await t.sleep('50ms');
  }
  t.check('an upload that broke off has failed', status === 'failed', status);
  await isNotServed(t, id, status);
  const deleted = await mine.delete(id, { expect: 204 });
  t.check('a failed file can be deleted', deleted.status === 204, deleted.text());
}
