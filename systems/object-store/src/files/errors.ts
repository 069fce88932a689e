/**
 * Every error the files API can answer with: code, HTTP status and a default sentence, in one table. `FilesError` is the one exception that
 * its handlers throw on purpose; whatever else reaches the face is a storage failure it knows by class, or internal_error.
 */
export const filesErrors = {
  invalid_parameter: [400, 'A parameter of the request is not valid.'],
  invalid_body: [400, 'The body is not the JSON that belongs here.'],
  not_multipart: [400, 'Send the file as multipart/form-data with a boundary.'],
  malformed_form: [400, 'The body is not well-formed multipart/form-data.'],
  file_missing: [400, 'The form has no file in a part named "file".'],
  too_many_files: [400, 'Send one file in each request.'],
  file_empty: [400, 'The file has no bytes.'],
  file_name_invalid: [400, 'A file name has 1 to 255 bytes of UTF-8 and no control characters.'],
  credentials_missing: [401, 'Send a bearer token or an X-Api-Key.'],
  credentials_invalid: [401, 'The credentials are not valid.'],
  role_missing: [403, 'Your credentials do not have the role that this needs.'],
  no_such_path: [404, 'There is nothing at this path.'],
  file_not_found: [404, 'There is no such file.'],
  server_not_found: [404, 'There is no such storage server.'],
  method_not_allowed: [405, 'This path does not have that method.'],
  file_incomplete: [409, 'The upload of this file has not been completed.'],
  not_a_cluster: [409, 'This store keeps bytes in its own folder and has no storage servers.'],
  upload_expired: [409, 'The upload took too long to be kept apart from abandoned ones: send it again.'],
  length_required: [411, 'Send a Content-Length.'],
  file_too_large: [413, 'A file has at most 10 GiB.'],
  range_not_satisfiable: [416, 'The range lies outside of the file.'],
  internal_error: [500, 'Something went wrong here. Please try again.'],
  too_many_connections: [503, 'Too many connections are open. Please try again.'],
  unavailable: [503, 'The storage or the database cannot take the request now. Please try again.'],
  quota_exceeded: [507, 'The quota of your tenant does not leave room for this file.'],
  storage_full: [507, 'There is no space left for this file.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type FilesErrorCode = keyof typeof filesErrors;

export class FilesError extends Error {
  readonly code: FilesErrorCode;
  readonly status: number;
  /** Headers that go with the error, e.g. Allow with 405. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: FilesErrorCode, message?: string, headers: Readonly<Record<string, string>> = {}) {
    super(message ?? filesErrors[code][1]);
    this.code = code;
    this.status = filesErrors[code][0];
    this.headers = headers;
  }
}
