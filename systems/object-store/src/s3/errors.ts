/**
 * Every error this store can answer with: S3's code, HTTP status and a default sentence, in one table.
 * `S3Error` is the one exception that handlers throw on purpose; whatever else reaches the server is InternalError.
 */
const table = {
  AccessDenied: [403, 'Access Denied.'],
  AuthorizationHeaderMalformed: [400, 'The authorization header is malformed.'],
  AuthorizationQueryParametersError: [400, 'The query parameters of the presigned URL are malformed.'],
  BadDigest: [400, 'The checksum you specified did not match what we received.'],
  BucketAlreadyExists: [409, 'The requested bucket name is not available: bucket names are shared by all tenants.'],
  BucketAlreadyOwnedByYou: [409, 'You already own a bucket of this name.'],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty.'],
  EntityTooLarge: [400, 'Your upload exceeds the maximum size of one PUT, 5 GiB.'],
  IllegalLocationConstraintException: [400, 'The location constraint does not match the region of this store.'],
  IncompleteBody: [400, 'The body does not have the number of bytes that the headers announce.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The access key id you provided does not exist in our records.'],
  InvalidArgument: [400, 'Invalid argument.'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidDigest: [400, 'The Content-MD5 you specified is not valid.'],
  InvalidRange: [416, 'The requested range is not satisfiable.'],
  InvalidRequest: [400, 'The request is not valid.'],
  InvalidStorageClass: [400, 'The storage class you specified is not valid.'],
  InvalidToken: [400, 'Session tokens are not issued by this store.'],
  InvalidURI: [400, 'Could not parse the specified URI.'],
  KeyTooLongError: [400, 'Your key is too long: at most 1024 bytes.'],
  MalformedTrailerError: [400, 'The trailer does not match what x-amz-trailer announced.'],
  MalformedXML: [400, 'The XML you provided was not well-formed or did not follow our schema.'],
  MetadataTooLarge: [400, 'Your metadata headers exceed the maximum of 2 KiB.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length header.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NotImplemented: [501, 'This store does not implement the functionality you asked for.'],
  PreconditionFailed: [412, 'At least one of the preconditions you specified did not hold.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and our time is too large.'],
  SignatureDoesNotMatch: [403, 'The signature we calculated does not match the one you provided.'],
  SlowDown: [503, 'Too many connections: please reduce your request rate.'],
  XAmzContentSHA256Mismatch: [400, 'The x-amz-content-sha256 you specified did not match what we received.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof table;

export class S3Error extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** Headers that go with the error, e.g. Content-Range with 416. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message?: string, headers: Readonly<Record<string, string>> = {}) {
    super(message ?? table[code][1]);
    this.code = code;
    this.status = table[code][0];
    this.headers = headers;
  }
}
