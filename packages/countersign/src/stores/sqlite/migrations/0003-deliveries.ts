/**
 * What providers were given and what became of it, and recipients that nothing is sent to.
 *
 * Ids of deliveries are sequential, so rows are appended and end in order, and `tag` is a part of the
 * code's salt, so that nobody guesses a reference. `state` is the place of a state in `deliveryStates`.
 * The one index finds a delivery by what its provider calls it; a message that got no name costs none.
 */
export const deliveries = /* sql */ `
create table deliveries (
  id integer primary key,
  tag blob not null,
  challenge_id integer not null,
  purpose text not null,
  recipient_hash blob not null,
  recipient_key_id text not null,
  recipient_masked text not null,
  channel text not null,
  integration text not null,
  country text,
  calls integer not null,
  state integer not null,
  reason text,
  message_id text,
  settle_by_ms integer not null,
  created_at_ms integer not null,
  updated_at_ms integer not null,
  purge_at_ms integer not null
) strict;

create index deliveries_by_message on deliveries (integration, message_id)
where message_id is not null;

create table suppressions (
  recipient_hash blob not null,
  channel text not null,
  recipient_key_id text not null,
  recipient_masked text not null,
  reason text not null,
  since_ms integer not null,
  primary key (recipient_hash, channel)
) strict, without rowid;
`
