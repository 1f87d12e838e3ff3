/** How requests travel into the verbs, and what the steps of a verb hand to each other. */
export const types = /* sql */ `
-- the limits that share one key, and how many verbs of the batch ask for them: see windows_admit for
-- how claims are written
create type keyed_claims as (
  id bigint, lookup bytea, claims bigint[], keep_ms bigint, is_shared boolean, wanted bigint
);
create type candidate as (key_id text, mac bytea);

-- limits are places among the keys of the batch
create type open_request as (
  id bigint, lookup bytea, purpose text,
  recipient_hash bytea, recipient_key_id text, recipient_masked text,
  code_hash bytea, code_salt bytea, code_key_id text,
  max_attempts int, ttl_ms bigint, resend_ms bigint, settle_within_ms bigint, keep_ms bigint,
  claims bigint[], limits int[],
  idempotency_id bigint, idempotency_lookup bytea, body_hash bytea, remember_ms bigint
);
create type settle_request as (
  id bigint, lookup bytea, code_salt bytea, opened_at_ms bigint, outcome text,
  claims bigint[], give_back keyed_claims[],
  idempotency_id bigint, idempotency_lookup bytea, answer text
);
create type attempt_request as (
  id bigint, lookup bytea, purpose text,
  recipient_id bigint, recipient_hash bytea, recipient_key_id text,
  candidates candidate[], keep_ms bigint, claims bigint[], limits int[],
  budget bigint[], in_a_row_max bigint, remember_ms bigint
);

-- what the batch took from one key, from which of its rows; full_logs if that is less than was wanted
create type taken_units as (
  units bigint, shards int[], counts bigint[], log bigint[], full_logs json, is_uncertain boolean
);
-- what a verb answers, and what it left of the units taken from each key
create type verb_answer as (answer json, units bigint[]);
`
