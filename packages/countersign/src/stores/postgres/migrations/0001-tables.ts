/**
 * Challenges, limits, failures, requests, lanes and callers' keys.
 *
 * `id` is the first 63 bits of `lookup`, a keyed hash: an integer key keeps the tables small, and
 * every statement compares the whole hash as well. No column holds a code, a phone or an address.
 *
 * Nothing but primary keys is indexed, and pages are left room, so that an update of a row stays on its
 * page and touches no index. `windows` are triples: see `windows_admit`; rows up to half a page are
 * not compressed, which costs more than it saves here.
 */
export const tables = /* sql */ `
create table challenges (
  id bigint primary key,
  lookup bytea not null,
  purpose text not null,
  recipient_hash bytea not null,
  recipient_key_id text not null,
  recipient_masked text not null default '',

  -- the code that verifies now
  code_hash bytea,
  code_salt bytea,
  code_key_id text,
  attempts int not null default 0,
  max_attempts int not null default 0,
  expires_at_ms bigint not null default 0,
  verified_at_ms bigint,

  -- handed over while the one above is still good, and not settled yet
  next_code_hash bytea,
  next_code_salt bytea,
  next_code_key_id text,
  next_max_attempts int,
  next_expires_at_ms bigint,
  next_settle_by_ms bigint,

  sent_at_ms bigint,
  previous_sent_at_ms bigint,
  windows bigint[] not null default '{}',
  purge_at_ms bigint not null
) with (fillfactor = 70, toast_tuple_target = 4080);

-- a limit that everybody takes from has eight rows, whose ids differ in their last three bits
create table limits (
  id bigint primary key,
  lookup bytea not null,
  windows bigint[] not null default '{}',
  purge_at_ms bigint not null
) with (fillfactor = 70, toast_tuple_target = 4080);

create table failures (
  id bigint primary key,
  lookup bytea not null,
  windows bigint[] not null default '{}',
  in_a_row bigint not null,
  purge_at_ms bigint not null
) with (fillfactor = 70, toast_tuple_target = 4080);

create table requests (
  id bigint primary key,
  lookup bytea not null,
  body_hash bytea not null,
  settle_by_ms bigint not null,
  answer text,
  purge_at_ms bigint not null
) with (fillfactor = 70);

-- the newest batch of each connection that ever sent one, and what it was answered
create table lanes (
  id bigint primary key,
  newest_batch bigint not null default 0,
  answers text not null default '',
  purge_at_ms bigint not null default 0
) with (fillfactor = 50);
alter table lanes alter column answers set storage external;

create table api_keys (
  name text primary key,
  hash bytea not null unique,
  created_at_ms bigint not null,
  revoked_at_ms bigint
);
`
