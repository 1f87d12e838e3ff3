/**
 * Whether every claim admits that many more now: `admits` of `sliding-window.ts`.
 *
 * `windows` holds the logs of all limits of one key as triples (slot, time, count), a slot's entries
 * oldest first. `claims` are fours (slot, max, window, 1 if it refuses nobody).
 */
export const windowsAdmit = /* sql */ `
create function windows_admit(windows bigint[], claims bigint[], now_ms bigint, how_many bigint default 1)
returns boolean
language plpgsql immutable parallel safe as $$
begin
  return windows_room(windows, claims, now_ms) >= how_many;
end
$$;`

/** How many more every claim admits now; as many as there are numbers if none refuses anybody. */
export const windowsRoom = /* sql */ `
create function windows_room(windows bigint[], claims bigint[], now_ms bigint) returns bigint
language plpgsql immutable parallel safe as $$
declare
  room bigint := 9223372036854775807;
  taken bigint;
begin
  for c in 1 .. cardinality(claims) by 4 loop
    continue when claims[c + 3] = 1;
    taken := 0;
    for e in 1 .. cardinality(windows) by 3 loop
      if windows[e] = claims[c] and windows[e + 1] > now_ms - claims[c + 2] then
        taken := taken + windows[e + 2];
      end if;
    end loop;
    room := least(room, claims[c + 1] - taken);
  end loop;
  return room;
end
$$;`
