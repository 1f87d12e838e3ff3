/**
 * Ways on which a message could go, as one route of the port: its integrations in order, and beside each
 * one the channel that it serves. What was decided are those that are on, and how they are told.
 */
export const decidedRoute = /* sql */ `
create type decided_route as (integrations text[], shown json);`

/**
 * Finds what of some routes is on. A route of which nothing is left is off.
 *
 * Guarantee: an integration of a route is on only if no switch that has not ended applies to everything,
 * to the purpose, the country, the channel, or the integration, and its own row, if there is one, is
 * on. It is read now, and nothing is kept of it: see `hold_switching`. Operators make few switches, so all
 * of them are looked at.
 */
export const decideRoutes = /* sql */ `
create function decide_routes(routes jsonb, now_ms bigint) returns decided_route[]
language plpgsql as $$
declare
  decided decided_route[];
begin
  select array_agg(row(ways.integrations, ways.shown)::decided_route order by place) into decided
  from rows from (
    jsonb_to_recordset(routes)
      as (purpose text, country text, channels text[], integrations text[])
  ) with ordinality as route (purpose, country, channels, integrations, place)
  cross join lateral (
    select
      coalesce(array_agg(way.integration order by way.place), '{}') as integrations,
      coalesce(json_agg(
        json_build_object('id', way.integration, 'settings', coalesce(kept.settings, '{}'))
        order by way.place
      ), '[]') as shown
    from unnest(route.channels, route.integrations) with ordinality as way (channel, integration, place)
    left join integrations kept on kept.id = way.integration
    where coalesce(kept.otp_enabled, true)
      and not exists (
        select 1 from switches
        where (ends_at_ms is null or ends_at_ms > now_ms)
          and case scope
            when 'all' then true
            when 'purpose' then target = route.purpose
            when 'country' then target = route.country
            when 'channel' then target = way.channel
            when 'integration' then target = way.integration
          end
      )
  ) ways;
  return decided;
end
$$;`

/** Whether nothing of a route is on now. */
export const isOff = /* sql */ `
create function is_off(route jsonb, clock_ms bigint) returns boolean
language plpgsql
set search_path from current
set enable_seqscan = off
as $$
begin
  return cardinality(
    ((decide_routes(jsonb_build_array(route), coalesce(clock_ms, server_ms())))[1]).integrations
  ) = 0;
end
$$;`
