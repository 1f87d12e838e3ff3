/**
 * The inverse of `windows_take` while nobody else has taken since, which a row lock sees to: what was
 * just taken is in the newest entry of each claim.
 */
export const windowsUntake = /* sql */ `
create function windows_untake(windows bigint[], claims bigint[], how_many bigint default 1) returns bigint[]
language plpgsql immutable parallel safe as $$
begin
  for c in 1 .. cardinality(claims) by 4 loop
    windows := windows_less(windows, windows_newest(windows, claims[c]), how_many);
  end loop;
  return windows;
end
$$;`
