/**
 * Challenges, limits and callers' keys.
 *
 * `id` is the first 63 bits of `lookup`, a keyed hash: an integer key keeps the tables small, and
 * every statement compares the whole hash as well. No column holds a code, a phone or an address.
 */
export const challenges = /* sql */ `
create table challenges (
  id integer primary key,
  lookup blob not null,
  purpose text not null,
  recipient_hash blob not null,
  recipient_key_id text not null,
  recipient_masked text not null default '',

  -- the code that verifies now
  code_hash blob,
  code_salt blob,
  code_key_id text,
  attempts integer not null default 0,
  max_attempts integer not null default 0,
  expires_at_ms integer not null default 0,
  verified_at_ms integer,

  -- handed over while the one above is still good, and not settled yet
  next_code_hash blob,
  next_code_salt blob,
  next_code_key_id text,
  next_max_attempts integer,
  next_expires_at_ms integer,
  next_settle_by_ms integer,

  sent_at_ms integer,
  previous_sent_at_ms integer,
  windows blob,
  purge_at_ms integer not null
) strict;

create table limits (
  id integer primary key,
  lookup blob not null,
  windows blob not null,
  purge_at_ms integer not null
) strict;

create table api_keys (
  name text primary key,
  hash blob not null unique,
  created_at_ms integer not null,
  revoked_at_ms integer
) strict, without rowid;
`
