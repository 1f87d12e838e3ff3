/** How requests travel into the verbs, and what the steps of a verb hand to each other. */
export const types = /* sql */ `
-- the limits that share one key: see windows_admit for how claims are written
create type keyed_claims as (
  id bigint, lookup bytea, claims bigint[], keep_ms bigint, is_shared boolean
);
create type candidate as (key_id text, mac bytea);

create type open_request as (
  id bigint, lookup bytea, purpose text,
  recipient_hash bytea, recipient_key_id text, recipient_masked text,
  code_hash bytea, code_salt bytea, code_key_id text,
  max_attempts int, ttl_ms bigint, resend_ms bigint, settle_within_ms bigint, keep_ms bigint,
  claims bigint[], limits keyed_claims[],
  idempotency_id bigint, idempotency_lookup bytea, body_hash bytea, remember_ms bigint
);
create type settle_request as (
  id bigint, lookup bytea, code_salt bytea, opened_at_ms bigint, outcome text,
  claims bigint[], limits keyed_claims[],
  idempotency_id bigint, idempotency_lookup bytea, answer text
);
create type attempt_request as (
  id bigint, lookup bytea, purpose text,
  recipient_id bigint, recipient_hash bytea, recipient_key_id text,
  candidates candidate[], keep_ms bigint, claims bigint[], limits keyed_claims[],
  budget bigint[], in_a_row_max bigint, remember_ms bigint
);

-- where one was taken from a shared limit; full_logs if nowhere
create type taken_shard as (shard int, log bigint[], full_logs json);
-- what was taken from the limits of each key, in their order; refused_at if one refused
create type taken_limits as (refused_at int, shards int[], logs json[]);
`
