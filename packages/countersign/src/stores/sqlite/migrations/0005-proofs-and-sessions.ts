/**
 * What verified codes open: proofs, and users with their sessions; and the link that stands for a code.
 *
 * No column holds a token, a phone or an address: tokens and contacts are found by keyed hashes, and what
 * is sealed only a key opens that is not here. Ids of proofs and sessions are sequential, so that a new
 * one is appended. A proof is written with every success, so nothing but its id finds it: `proof_id` is
 * the newest one of a challenge, which follows it to a new name.
 *
 * A number of a session is never given again, as proofs name the session that asked for them.
 */
export const proofsAndSessions = /* sql */ `
alter table challenges add column link_hash blob;
alter table challenges add column next_link_hash blob;
alter table challenges add column proof_id integer;

create table proofs (
  id integer primary key,
  key_id text not null,
  hash blob not null,
  purpose text not null,
  recipient_hash blob not null,
  subject_hash blob,
  action_hash blob,
  session_id integer,
  sealed blob not null,
  verified_at_ms integer not null,
  expires_at_ms integer not null,
  used_at_ms integer
) strict;

create table users (
  id text primary key,
  phone_hash blob,
  phone_key_id text,
  phone_sealed blob,
  phone_masked text,
  phone_verified_at_ms integer,
  email_hash blob,
  email_key_id text,
  email_sealed blob,
  email_masked text,
  email_verified_at_ms integer,
  username text,
  is_guest integer not null check (is_guest in (0, 1)),
  created_at_ms integer not null,
  updated_at_ms integer not null
) strict;

create unique index users_by_phone on users (phone_hash) where phone_hash is not null;
create unique index users_by_email on users (email_hash) where email_hash is not null;
create unique index users_by_username on users (username) where username is not null;

create table sessions (
  id integer primary key autoincrement,
  user_id text not null,
  label text not null,
  key_id text not null,
  hash blob not null,

  -- given, and not used yet
  next_key_id text,
  next_hash blob,
  next_given_at_ms integer,

  -- the one before
  previous_key_id text,
  previous_hash blob,
  replaced_at_ms integer,

  created_at_ms integer not null,
  seen_at_ms integer not null,
  expires_at_ms integer not null,
  idle_ms integer not null
) strict;

create index sessions_by_user on sessions (user_id);
`
