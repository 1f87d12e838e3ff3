import { createLink, endSession, findSessions, signIn, useLink } from '../sql/admin-sessions.sql.ts'
import { createAdmin, findAdmins, listAdmins, revokeAdmin } from '../sql/admins.sql.ts'
import { changeApiKeys } from '../sql/api-key-changes.sql.ts'
import { addCheckpoint, appendEvent, listCheckpoints } from '../sql/audit-append.sql.ts'
import { findPersons, forgetPersons } from '../sql/audit-erase.sql.ts'
import { listEvents, listHeads, listStreams, readEvents } from '../sql/audit-read.sql.ts'
import { beginChange, endChange, knownChange } from '../sql/audited-change.sql.ts'
import { eraseRecipient } from '../sql/erase.sql.ts'
import { changeIntegration, ensureIntegrations, listIntegrations } from '../sql/integrations.sql.ts'
import { invalidateEverybody, invalidateRecipient, unlockRecipient } from '../sql/recipients.sql.ts'
import { sweepTable } from '../sql/sweep.sql.ts'
import { listSwitches, switchOff, switchOn } from '../sql/switches.sql.ts'
import { auditDraft, eventMac, writeEvent } from '../sql/write-event.sql.ts'

/**
 * The audit log, its checkpoints, and what operators change.
 *
 * Every writer has a stream of its own in the log, whose row in `audit_streams` says how far it has
 * come and is locked while it goes on: so there are no gaps, positions are in the order of commits,
 * and nobody queues behind one chain. Stream 0 is that of operators. An event is never changed, but
 * for `person`, which is emptied when a person is erased. The index serves lists: times go up, so it
 * only grows at its end.
 *
 * `audited_changes` are the answers of operators' verbs, for whoever did not hear them. Ids of switches,
 * links and sessions are first bits of random numbers or keyed hashes, as in the first migration.
 * `otp_enabled` may be changed by hand.
 */
const tables = /* sql */ `
create table audit_streams (
  stream bigint primary key,
  last_n bigint not null
) with (fillfactor = 50);
insert into audit_streams (stream, last_n) values (0, 0);

create table audit_events (
  stream bigint not null,
  n bigint not null check (n > 0),
  at_ms bigint not null,
  type text not null,
  outcome text not null,
  facts text not null,
  person text,
  commitment bytea,
  event_id bytea not null,
  key_id text not null,
  mac bytea not null,
  primary key (stream, n)
);
create index audit_events_at_ms on audit_events (at_ms);

create table checkpoints (
  number bigint primary key check (number > 0),
  text text not null,
  signature bytea not null,
  key_id text not null
);

create table audited_changes (
  id bigint generated always as identity primary key,
  event_id bytea not null unique,
  answer json not null,
  purge_at_ms bigint not null
);

create table switches (
  id bigint primary key,
  scope text not null,
  target text,
  reason text not null,
  author text not null,
  created_at_ms bigint not null,
  ends_at_ms bigint
);

create table integrations (
  id text primary key,
  otp_enabled boolean not null default true,
  settings text not null default '{}',
  updated_at_ms bigint not null default 0
);

create table admins (
  id bigint primary key,
  hash bytea not null,
  name text not null,
  role text not null,
  created_at_ms bigint not null,
  expires_at_ms bigint,
  revoked_at_ms bigint
);

create table admin_links (
  id bigint primary key,
  hash bytea not null,
  name text not null,
  role text not null,
  expires_at_ms bigint not null
);

create table admin_sessions (
  id bigint primary key,
  hash bytea not null,
  name text not null,
  role text not null,
  expires_at_ms bigint not null
);
`

/** Like the functions of the second migration: to change one, give the new text to a later migration. */
export const auditAndOperators = [
  tables,
  auditDraft,
  eventMac,
  writeEvent,
  beginChange,
  endChange,
  knownChange,
  appendEvent,
  listEvents,
  readEvents,
  listStreams,
  listHeads,
  findPersons,
  forgetPersons,
  addCheckpoint,
  listCheckpoints,
  changeApiKeys,
  switchOff,
  switchOn,
  listSwitches,
  ensureIntegrations,
  changeIntegration,
  listIntegrations,
  createAdmin,
  findAdmins,
  listAdmins,
  revokeAdmin,
  createLink,
  useLink,
  signIn,
  findSessions,
  endSession,
  unlockRecipient,
  invalidateRecipient,
  invalidateEverybody,
  eraseRecipient,
  sweepTable('audited_changes', 'purge_at_ms'),
  sweepTable('switches', 'ends_at_ms'),
  sweepTable('admin_links', 'expires_at_ms'),
  sweepTable('admin_sessions', 'expires_at_ms'),
].join('\n')
