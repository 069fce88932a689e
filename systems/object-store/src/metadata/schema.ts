/**
 * The tables, as a list of migrations: each is applied once, in order, in a transaction of its own, and never edited once released.
 * Written for PostgreSQL; the SQLite driver translates types. Keys are bytes, so that their order is the order of their UTF-8.
 *
 * A *content* is an ordered list of chunks (part, then position). All of its chunks come and go in one transaction. An object has its own
 * content; an upload's content has the upload's id and becomes the object's when it completes; a file's content has the file's id.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE bucket (
      id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name TEXT COLLATE "C" NOT NULL UNIQUE,
      tenant TEXT NOT NULL,
      created_ms BIGINT NOT NULL,
      versioning TEXT NOT NULL,
      acl TEXT,
      cors TEXT,
      lifecycle TEXT,
      policy TEXT,
      tagging TEXT
    )`,
    'CREATE INDEX bucket_by_tenant ON bucket (tenant, name)',
    // One row a version. `age` counts down from the key's first version, so a key's rows are in order with the newest first.
    `CREATE TABLE object (
      bucket_id BIGINT NOT NULL REFERENCES bucket (id),
      key BYTEA NOT NULL,
      age BIGINT NOT NULL,
      version TEXT NOT NULL,
      latest BIGINT NOT NULL,
      marker BIGINT NOT NULL,
      content TEXT NOT NULL,
      size_bytes BIGINT NOT NULL,
      etag TEXT NOT NULL,
      modified_ms BIGINT NOT NULL,
      headers TEXT NOT NULL,
      tags TEXT NOT NULL,
      acl TEXT,
      checksum TEXT,
      part_sizes TEXT,
      PRIMARY KEY (bucket_id, key, age)
    )`,
    'CREATE UNIQUE INDEX object_latest ON object (bucket_id, key) WHERE latest = 1',
    `CREATE TABLE chunk (
      id TEXT COLLATE "C" NOT NULL UNIQUE,
      content TEXT NOT NULL,
      part BIGINT NOT NULL,
      position BIGINT NOT NULL,
      size_bytes BIGINT NOT NULL,
      block_sums BYTEA NOT NULL,
      servers TEXT NOT NULL,
      PRIMARY KEY (content, part, position)
    )`,
    'CREATE INDEX chunk_by_servers ON chunk (servers)',
    `CREATE TABLE session (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      expires_ms BIGINT NOT NULL
    )`,
    'CREATE INDEX session_by_expiry ON session (expires_ms)',
    `CREATE TABLE upload (
      id TEXT COLLATE "C" PRIMARY KEY,
      bucket_id BIGINT NOT NULL REFERENCES bucket (id),
      key BYTEA NOT NULL,
      started_ms BIGINT NOT NULL,
      headers TEXT NOT NULL,
      tags TEXT NOT NULL,
      acl TEXT,
      checksum TEXT
    )`,
    'CREATE UNIQUE INDEX upload_by_key ON upload (bucket_id, key, id)',
    `CREATE TABLE part (
      upload_id TEXT NOT NULL REFERENCES upload (id),
      number BIGINT NOT NULL,
      etag TEXT NOT NULL,
      modified_ms BIGINT NOT NULL,
      size_bytes BIGINT NOT NULL,
      checksum TEXT,
      PRIMARY KEY (upload_id, number)
    )`,
    // Names are bytes because PostgreSQL's text has no NUL.
    `CREATE TABLE file (
      seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      tenant TEXT NOT NULL,
      name BYTEA NOT NULL,
      content_type TEXT NOT NULL,
      status TEXT NOT NULL,
      created_ms BIGINT NOT NULL,
      completed_ms BIGINT,
      size_bytes BIGINT NOT NULL,
      sha256 TEXT
    )`,
    'CREATE INDEX file_by_tenant ON file (tenant, seq)',
    `CREATE TABLE server (
      id TEXT COLLATE "C" PRIMARY KEY,
      address TEXT NOT NULL,
      state TEXT NOT NULL
    )`,
    // A row only for a tenant that has a quota.
    `CREATE TABLE quota (
      tenant TEXT PRIMARY KEY,
      bytes BIGINT NOT NULL
    )`,
    // A tenant's usage is the sum of its slots: writers pick one at random, so that they do not queue for one row.
    `CREATE TABLE tenant_usage (
      tenant TEXT NOT NULL,
      slot BIGINT NOT NULL,
      bytes BIGINT NOT NULL,
      objects BIGINT NOT NULL,
      PRIMARY KEY (tenant, slot)
    )`,
  ],
  ['ALTER TABLE object ADD COLUMN part_checksums TEXT'],
  // One row.
  ['CREATE TABLE store (one BIGINT PRIMARY KEY, id TEXT NOT NULL)'],
  ['ALTER TABLE upload ADD COLUMN initiator TEXT'],
];
