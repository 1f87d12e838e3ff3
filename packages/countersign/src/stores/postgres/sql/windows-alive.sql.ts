/** The windows without the entries of one slot that have left its window. */
export const windowsAlive = /* sql */ `
create function windows_alive(windows bigint[], slot bigint, until_ms bigint) returns bigint[]
language plpgsql immutable parallel safe as $$
declare
  dead int := 0;
  last_dead int := 0;
  kept bigint[] := '{}';
begin
  for e in 1 .. cardinality(windows) by 3 loop
    if windows[e] = slot and windows[e + 1] <= until_ms then
      dead := dead + 1;
      last_dead := e;
    end if;
  end loop;
  if dead = 0 then
    return windows;
  end if;
  -- all of them in front, as they are unless slots are mixed
  if last_dead = dead * 3 - 2 then
    return windows[dead * 3 + 1 :];
  end if;
  for e in 1 .. cardinality(windows) by 3 loop
    if windows[e] <> slot or windows[e + 1] > until_ms then
      kept := kept || windows[e : e + 2];
    end if;
  end loop;
  return kept;
end
$$;`
