/**
 * The audit log, its checkpoints, and what operators change.
 *
 * This database has one writer at a time, so all events are in one stream, "0", and `n` is both the
 * position in it and the row's key. An event is never changed, but for `person`, which is emptied when
 * a person is erased. The index serves lists: times go up, so it only grows at its end.
 *
 * Ids of switches, links and sessions are first bits of random numbers or keyed hashes, as in the
 * first migration. `otp_enabled` may be changed by hand.
 */
export const auditAndOperators = /* sql */ `
create table audit_events (
  n integer primary key check (n > 0),
  at_ms integer not null,
  type text not null,
  outcome text not null,
  facts text not null,
  person text,
  commitment blob,
  event_id blob not null,
  key_id text not null,
  mac blob not null
) strict;

create index audit_events_at_ms on audit_events (at_ms);

create table checkpoints (
  number integer primary key check (number > 0),
  text text not null,
  signature blob not null,
  key_id text not null
) strict;

create table switches (
  id integer primary key,
  scope text not null,
  target text,
  reason text not null,
  author text not null,
  created_at_ms integer not null,
  ends_at_ms integer
) strict;

create table integrations (
  id text primary key,
  otp_enabled integer not null default 1 check (otp_enabled in (0, 1)),
  settings text not null default '{}',
  updated_at_ms integer not null default 0
) strict, without rowid;

create table admins (
  id integer primary key,
  hash blob not null,
  name text not null,
  role text not null,
  created_at_ms integer not null,
  expires_at_ms integer,
  revoked_at_ms integer
) strict;

create table admin_links (
  id integer primary key,
  hash blob not null,
  name text not null,
  role text not null,
  expires_at_ms integer not null
) strict;

create table admin_sessions (
  id integer primary key,
  hash blob not null,
  name text not null,
  role text not null,
  expires_at_ms integer not null
) strict;
`
