/** The entry `seatrial/s3`: the S3 kit as it comes with the package. The kit itself is `kits/s3`; this file adds nothing. */
export * from '@seatrial/kit-s3';
