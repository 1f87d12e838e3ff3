/** Where the newest entry of a slot stands; null if there is none. */
export const windowsNewest = /* sql */ `
create function windows_newest(windows bigint[], slot bigint) returns int
language plpgsql immutable parallel safe as $$
begin
  for e in reverse cardinality(windows) - 2 .. 1 by 3 loop
    if windows[e] = slot then
      return e;
    end if;
  end loop;
  return null;
end
$$;`
