/** What a handler is and what it may use: the parts of the store, by interface. */
import type { Policy } from '../access/question.ts';
import type { AuthenticateForm } from '../auth/authenticate-form.ts';
import type { ContentStore } from '../contents/content-store.ts';
import type { SameDigest } from '../integrity/upload-check.ts';
import type { Buckets } from '../metadata/interface/buckets.ts';
import type { Objects } from '../metadata/interface/objects.ts';
import type { Uploads } from '../metadata/interface/uploads.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { WriterSession } from '../metadata/writer-session.ts';
import type { Room } from '../room.ts';
import type { Operation } from '../wire/operation.ts';
import type { Call } from './call.ts';

/** What the door looks at: every handler may. */
export type Seen = Pick<Buckets, 'bucket'> & Pick<Objects, 'object'> & Pick<Uploads, 'upload'>;

/** `Known` is what else is asked of the metadata, or changed there. */
export interface Services<Known = unknown> {
  readonly region: string;
  /** Who signed an upload form, which says so in its fields. */
  readonly authenticateForm: AuthenticateForm;
  readonly policy: Policy;
  readonly metadata: Seen & Known;
  readonly contents: ContentStore;
  /** The session that whole objects are written under. */
  readonly writer: WriterSession;
  readonly sameDigest: SameDigest;
  readonly room: Room;
}

/** Answers the call or throws: S3Error for what S3 has a code for, anything else for InternalError. */
export type Handler<Known = unknown> = (call: Call, services: Services<Known>) => Promise<void>;

/** An operation that is not here answers NotImplemented. */
export type Handlers = Readonly<Partial<Record<Operation, Handler<Metadata>>>>;
