/** The windows with that many events less in the entry at `place`; unchanged if that is null. */
export const windowsLess = /* sql */ `
create function windows_less(windows bigint[], place int, how_many bigint default 1) returns bigint[]
language plpgsql immutable parallel safe as $$
begin
  if windows[place + 2] > how_many then
    windows[place + 2] := windows[place + 2] - how_many;
  elsif place is not null then
    windows := windows[1 : place - 1] || windows[place + 3 :];
  end if;
  return windows;
end
$$;`
