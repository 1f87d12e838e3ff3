const lockLane = /* sql */ `
select lanes.newest_batch, case when lanes.newest_batch = batch_number then lanes.answers end
from lanes where id = lane_id for update`

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
