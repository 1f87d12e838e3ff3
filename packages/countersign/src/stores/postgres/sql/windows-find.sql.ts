/**
 * Where the entry stands that an event of that moment was counted in, for the claim that begins at
 * `c`; null if there is none.
 */
export const windowsFind = /* sql */ `
create function windows_find(windows bigint[], claims bigint[], c int, taken_ms bigint) returns int
language plpgsql immutable parallel safe as $$
declare
  grain bigint := case when claims[c + 1] <= 60 and claims[c + 3] = 0 then 1 else (claims[c + 2] + 59) / 60 end;
  entry_ms bigint := (taken_ms + grain - 1) / grain * grain;
begin
  for e in 1 .. cardinality(windows) by 3 loop
    if windows[e] = claims[c] and windows[e + 1] = entry_ms then
      return e;
    end if;
  end loop;
  return null;
end
$$;`
