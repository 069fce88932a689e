/** What a change may be refused for, whatever it changes. */

export type Refused = {
  readonly kind:
    | 'no-such-bucket'
    | 'no-such-key'
    | 'no-such-version'
    | 'no-such-upload'
    | 'no-such-part'
    | 'precondition-failed'
    | 'quota-exceeded'
    /** The cleanup took the session for dead, so its chunks may be gone: the client must send them again. */
    | 'session-expired'
    /** A server that keeps some of the chunks was removed while they were written: the client must send them again. */
    | 'server-removed';
};
