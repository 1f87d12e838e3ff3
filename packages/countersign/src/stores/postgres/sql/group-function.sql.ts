/** What differs between the functions that run the verbs of one kind of a group. */
interface GroupFunction {
  /** `create function` if left out. */
  readonly create?: 'create or replace function'
  readonly name: string
  readonly parameters: string
  readonly declares?: string
  readonly body: string
}

/** Joins in groups are made by hash: loops in loops would grow with the square of the group. */
export const groupFunction = ({
  create,
  name,
  parameters,
  declares = '',
  body,
}: GroupFunction) => /* sql */ `
${create ?? 'create function'} ${name}(${parameters})
returns group_answers
language plpgsql
set enable_nestloop = off
set enable_mergejoin = off
as $$
declare
  done group_answers;${declares}
begin
${body}
  return done;
end
$$;`
