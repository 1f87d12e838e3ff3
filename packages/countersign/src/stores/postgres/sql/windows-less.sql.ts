/** The windows with one event less in the entry that stands at \`place\`; unchanged if that is null. */
export const windowsLess = /* sql */ `
create function windows_less(windows bigint[], place int) returns bigint[]
language plpgsql immutable parallel safe as $$
begin
  if windows[place + 2] > 1 then
    windows[place + 2] := windows[place + 2] - 1;
  elsif place is not null then
    windows := windows[1 : place - 1] || windows[place + 3 :];
  end if;
  return windows;
end
$$;`
