/** Runs one verb by itself. */
export const runVerb = /* sql */ `
create function run_verb(verb jsonb, now_ms bigint, units bigint[], routes decided_route[]) returns verb_answer
language plpgsql as $$
declare
  done verb_answer;
begin
  case verb ->> 'verb'
    when 'open' then
      return open_challenge(
        jsonb_populate_record(null::open_request, verb), now_ms, units, routes[(verb ->> 'route')::int]
      );
    when 'attempt' then
      return attempt_challenge(
        jsonb_populate_record(null::attempt_request, verb), now_ms, units, routes[(verb ->> 'route')::int]
      );
    when 'settle' then
      done.answer := settle_challenge(jsonb_populate_record(null::settle_request, verb), now_ms);
      done.units := units;
      done.outcome := verb ->> 'outcome';
      return done;
  end case;
end
$$;`

/**
 * Runs the verbs of a group: one statement for all of a kind, then those by themselves for which that
 * statement found more than it knows of. No two of a kind are of one recipient, and all of them came at the
 * same moment, so it does not matter that those are last. None has further events.
 *
 * Limits: each verb is taken to use one of each of its own, and does so again if it is run by itself. If
 * there are too few of one for all verbs, each is run by itself, and the last ones are refused.
 */
export const runGroup = /* sql */ `
create type group_done as (answers text[], outcomes text[], units bigint[]);
create function run_group(members jsonb, now_ms bigint, units bigint[], routes decided_route[])
returns group_done
language plpgsql as $$
declare
  left_over bigint[];
  has_enough boolean;
  verbs jsonb;
  verb jsonb;
  known group_answers;
  answers text[];
  outcomes text[];
  done verb_answer;
  place int;
begin
  select array_agg(have - needed::bigint order by number) into left_over
  from rows from (unnest(units), jsonb_array_elements_text(members -> 'needs')) with ordinality
    as key (have, needed, number);
  has_enough := coalesce(0 <= all (left_over), true);
  if not has_enough then
    answers := array_fill(null::text, array[(members ->> 'size')::int]);
    outcomes := answers;
  else
    units := coalesce(left_over, '{}');
    if members ? 'opens' then
      known := open_group(members -> 'opens', now_ms, routes);
      answers := known.answers;
      outcomes := known.outcomes;
    end if;
    if members ? 'settles' then
      known := settle_group(members -> 'settles', now_ms);
      answers := answers || known.answers;
      outcomes := outcomes || known.outcomes;
    end if;
    if members ? 'attempts' then
      known := attempt_group(members -> 'attempts', now_ms, routes);
      answers := answers || known.answers;
      outcomes := outcomes || known.outcomes;
    end if;
  end if;
  if array_position(answers, null) is null then
    return row(answers, outcomes, units);
  end if;

  verbs := coalesce(members -> 'opens', '[]') || coalesce(members -> 'settles', '[]')
    || coalesce(members -> 'attempts', '[]');
  for n in 1 .. cardinality(answers) loop
    continue when answers[n] is not null;
    verb := verbs -> n - 1;
    if has_enough then
      for place in select value::int from jsonb_array_elements_text(verb -> 'limits') loop
        units[place] := units[place] + 1;
      end loop;
    end if;
    done := run_verb(verb, now_ms, units, routes);
    units := done.units;
    answers[n] := done.answer::text;
    outcomes[n] := done.outcome;
  end loop;
  return row(answers, outcomes, units);
end
$$;`
