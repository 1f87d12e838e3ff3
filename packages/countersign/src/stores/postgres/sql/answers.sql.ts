/** How a refused limit is told: which key, and how it stands. */
export const limitedAnswer = /* sql */ `
create function limited_answer(taken taken_limits, now_ms bigint) returns json
language plpgsql immutable as $$
begin
  return json_build_object(
    'kind', 'limited', 'nowMs', now_ms, 'at', taken.refused_at, 'logs', taken.logs[1]
  );
end
$$;`

/** Two hashes that share their first 63 bits: refused, and never mixed up. */
export const notOurs = /* sql */ `
create function not_ours(place text) returns json
language plpgsql as $$
begin
  raise exception 'a row of % belongs to another hash', place using errcode = 'CS002';
end
$$;`
