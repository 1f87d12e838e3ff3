const lockLaneFor = (more: string) => /* sql */ `
select lanes.newest_batch, case when lanes.newest_batch = batch_number then lanes.answers end${more}
from lanes where id = lane_id for update`

const lockLane = lockLaneFor('')

/**
 * The answers of a batch that was run before; null if it was not. Two runs of one batch wait for each
 * other here.
 */
export const beginBatch = /* sql */ `
create function begin_batch(lane_id bigint, batch_number bigint) returns text
language plpgsql as $$
declare
  newest bigint;
  known text;
begin
  -- every answer must survive a power cut, whatever this database does for others
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  ${lockLane.trim()} into newest, known;
  if not found then
    insert into lanes (id) values (lane_id) on conflict (id) do nothing;
    ${lockLane.trim()} into strict newest, known;
  end if;
  if newest > batch_number then
    raise exception 'the lane has gone on' using errcode = 'CS003';
  end if;
  return known;
end
$$;`

/**
 * Where lanes write their events: each has a stream of its own, that of a lane that is gone if there is
 * one, so there are never more than there were lanes at a time.
 *
 * Guarantee: no two lanes have the same one. Should that ever fail, they would wait for each other, and the
 * log would still have no gaps.
 */
export const laneStreams = /* sql */ `
alter table lanes add column stream bigint;
create unique index lanes_by_stream on lanes (stream);

create function claim_stream(lane_id bigint) returns void
language plpgsql as $$
declare
  free bigint;
begin
  perform pg_advisory_xact_lock(hashtext('countersign streams'), hashtext(current_schema()));
  select stream from audit_streams
  where stream > 8
    and not exists (select 1 from lanes where lanes.stream = audit_streams.stream)
  order by stream limit 1
  into free;
  if not found then
    insert into audit_streams (stream, last_n)
    select greatest(max(stream), 8) + 1, 0 from audit_streams
    returning stream into free;
  end if;
  insert into lanes (id, stream) values (lane_id, free)
  on conflict (id) do update set stream = excluded.stream where lanes.stream is null;
end
$$;`

/** `begin_batch` for lanes with streams. */
export const beginBatchWithStream = /* sql */ `
drop function begin_batch(bigint, bigint);
create type begun_batch as (newest bigint, answers text, stream bigint);
create function begin_batch(lane_id bigint, batch_number bigint) returns begun_batch
language plpgsql as $$
declare
  begun begun_batch;
begin
  perform commit_durably();
  ${lockLaneFor(', lanes.stream').trim()} into begun;
  if begun.stream is null then
    perform claim_stream(lane_id);
    ${lockLaneFor(', lanes.stream').trim()} into strict begun;
  end if;
  if begun.newest > batch_number then
    raise exception 'the lane has gone on' using errcode = 'CS003';
  end if;
  return begun;
end
$$;`

/** Keeps the answers of a batch until the lane's next one. An hour after the last one nobody asks. */
export const endBatch = /* sql */ `
create function end_batch(lane_id bigint, batch_number bigint, now_ms bigint, batch_answers text)
returns text
language plpgsql as $$
begin
  update lanes set newest_batch = batch_number, answers = batch_answers, purge_at_ms = now_ms + 3600000
  where id = lane_id;
  return batch_answers;
end
$$;`

/** The time that decides: this server's, read now and not when the transaction began. */
export const serverMs = /* sql */ `
create function server_ms() returns bigint
language sql volatile as $$
select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$;`
