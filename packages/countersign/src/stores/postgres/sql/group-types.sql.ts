/**
 * What the statements of a group read of its verbs, and what those came to, in their order: null where one
 * has to be run by itself.
 */
export const groupTypes = /* sql */ `
create type group_answers as (answers text[], outcomes text[]);
create type group_open as (
  id bigint, lookup bytea, purpose text,
  recipient_hash bytea, recipient_key_id text, recipient_masked text,
  code_hash bytea, code_salt bytea, code_key_id text, link_hash bytea,
  max_attempts int, ttl_ms bigint, settle_within_ms bigint, keep_ms bigint, claims bigint[],
  route int, is_handed_over boolean, channel text, country text, keep_delivery_ms bigint
);
create type group_settle as (id bigint, lookup bytea, code_salt bytea, outcome text);
create type opened_proof as (kind text, proof new_proof);
create type group_attempt as (
  id bigint, lookup bytea, purpose text, recipient_id bigint, recipient_hash bytea,
  candidates candidate[], budget bigint[], in_a_row_max bigint, remember_ms bigint,
  is_link boolean, route int, opens opened_proof
);
`
