/**
 * Challenges in the order in which they came, found by an index of their ids.
 *
 * By hash, each new challenge and each attempt would touch a page of its own, and two neighbours share
 * one: a page a time to the log, and another to the file. The index is twenty times smaller, and only a
 * new challenge changes it; what happens to a young one happens at the end of the table.
 */
export const challengesInOrder = /* sql */ `
create table challenges_in_order (
  id integer not null unique,
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
  purge_at_ms integer not null,

  -- the links that stand for these codes
  link_hash blob,
  next_link_hash blob,
  -- the newest proof
  proof_id integer
) strict;

insert into challenges_in_order (
  id, lookup, purpose, recipient_hash, recipient_key_id, recipient_masked,
  code_hash, code_salt, code_key_id, attempts, max_attempts, expires_at_ms, verified_at_ms,
  next_code_hash, next_code_salt, next_code_key_id, next_max_attempts, next_expires_at_ms,
  next_settle_by_ms,
  sent_at_ms, previous_sent_at_ms, windows, purge_at_ms, link_hash, next_link_hash, proof_id
)
select
  id, lookup, purpose, recipient_hash, recipient_key_id, recipient_masked,
  code_hash, code_salt, code_key_id, attempts, max_attempts, expires_at_ms, verified_at_ms,
  next_code_hash, next_code_salt, next_code_key_id, next_max_attempts, next_expires_at_ms,
  next_settle_by_ms,
  sent_at_ms, previous_sent_at_ms, windows, purge_at_ms, link_hash, next_link_hash, proof_id
from challenges;

drop table challenges;
alter table challenges_in_order rename to challenges;
`
