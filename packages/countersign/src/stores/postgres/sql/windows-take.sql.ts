/**
 * The windows with that many more in each claim: `take` of `sliding-window.ts`.
 *
 * Up to a max of sixty each event has an entry of its own. Beyond, and where a claim refuses nobody,
 * events share entries of a sixtieth of the window, which count as taken at their end.
 */
export const windowsTake = /* sql */ `
create function windows_take(windows bigint[], claims bigint[], now_ms bigint, how_many bigint default 1)
returns bigint[]
language plpgsql immutable parallel safe as $$
declare
  grain bigint;
  entry_ms bigint;
  newest int;
begin
  for c in 1 .. cardinality(claims) by 4 loop
    grain := case when claims[c + 1] <= 60 and claims[c + 3] = 0 then 1 else (claims[c + 2] + 59) / 60 end;
    entry_ms := (now_ms + grain - 1) / grain * grain;
    windows := windows_alive(windows, claims[c], now_ms - claims[c + 2]);
    newest := windows_newest(windows, claims[c]);
    if windows[newest + 1] >= entry_ms then
      windows[newest + 2] := windows[newest + 2] + how_many;
    else
      windows := windows || array[claims[c], entry_ms, how_many];
    end if;
  end loop;
  return windows;
end
$$;`
