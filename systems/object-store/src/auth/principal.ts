/** Who signed a request to the S3 face: an access key, and the tenant it belongs to. Where a principal is undefined, nobody signed. */
export interface Principal {
  readonly accessKeyId: string;
  readonly tenant: string;
}
