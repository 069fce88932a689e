/** The operations of S3 that this store has, by the names that S3 gives them. */

export type Operation =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'DeleteBucket'
  | 'GetBucketLocation'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListObjectVersions'
  | 'ListMultipartUploads'
  | 'DeleteObjects'
  | 'PostObject'
  | 'OptionsPreflight'
  | `${'Get' | 'Put' | 'Delete'}Bucket${'Cors' | 'Lifecycle' | 'Policy' | 'Tagging'}`
  | `${'Get' | 'Put'}Bucket${'Acl' | 'Versioning'}`
  | 'GetBucketPolicyStatus'
  | 'PutObject'
  | 'CopyObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'GetObjectAttributes'
  | `${'Get' | 'Put'}ObjectAcl`
  | `${'Get' | 'Put' | 'Delete'}ObjectTagging`
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'ListParts'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload';
