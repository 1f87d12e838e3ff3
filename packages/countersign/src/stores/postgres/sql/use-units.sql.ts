/**
 * Uses one of what the batch took from each of these keys. If a key has none left, `refused_at` is its
 * place, and the verb must not use any.
 */
export const useUnits = /* sql */ `
foreach place in array request.limits loop
  if units_left[place] = 0 then
    refused_at := place;
    exit;
  end if;
  units_left[place] := units_left[place] - 1;
end loop`
