/**
 * The windows with one event of that moment less in each claim: `giveBack` of `sliding-window.ts`. A
 * claim that has none of that moment is left as it is.
 */
export const windowsGiveBack = /* sql */ `
create function windows_give_back(windows bigint[], claims bigint[], taken_ms bigint) returns bigint[]
language plpgsql immutable parallel safe as $$
begin
  for c in 1 .. cardinality(claims) by 4 loop
    windows := windows_less(windows, windows_find(windows, claims, c, taken_ms));
  end loop;
  return windows;
end
$$;`
