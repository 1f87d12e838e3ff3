/**
 * Whether every claim admits one more now: `admits` of `sliding-window.ts`.
 *
 * `windows` holds the logs of all limits of one key as triples (slot, time, count), a slot's entries
 * oldest first. `claims` are fours (slot, max, window, 1 if it refuses nobody).
 */
export const windowsAdmit = /* sql */ `
create function windows_admit(windows bigint[], claims bigint[], now_ms bigint) returns boolean
language plpgsql immutable parallel safe as $$
declare
  total bigint;
begin
  for c in 1 .. cardinality(claims) by 4 loop
    continue when claims[c + 3] = 1;
    total := 0;
    for e in 1 .. cardinality(windows) by 3 loop
      if windows[e] = claims[c] and windows[e + 1] > now_ms - claims[c + 2] then
        total := total + windows[e + 2];
      end if;
    end loop;
    if total >= claims[c + 1] then
      return false;
    end if;
  end loop;
  return true;
end
$$;`
