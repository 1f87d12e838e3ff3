/** Whether each claim has an event of that moment, so that all of them can be given back here. */
export const windowsHold = /* sql */ `
create function windows_hold(windows bigint[], claims bigint[], taken_ms bigint) returns boolean
language plpgsql immutable parallel safe as $$
begin
  for c in 1 .. cardinality(claims) by 4 loop
    if windows_find(windows, claims, c, taken_ms) is null then
      return false;
    end if;
  end loop;
  return true;
end
$$;`
