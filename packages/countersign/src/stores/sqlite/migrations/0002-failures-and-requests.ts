/**
 * Wrong codes by recipient, over all its codes and purposes, and requests that were made before.
 *
 * Keys are first bits of keyed hashes, as in the first migration. `body_hash` is keyed as well.
 */
export const failuresAndRequests = /* sql */ `
create table failures (
  id integer primary key,
  lookup blob not null,
  windows blob not null,
  in_a_row integer not null,
  purge_at_ms integer not null
) strict;

create table requests (
  id integer primary key,
  lookup blob not null,
  body_hash blob not null,
  settle_by_ms integer not null,
  answer text,
  purge_at_ms integer not null
) strict;
`
