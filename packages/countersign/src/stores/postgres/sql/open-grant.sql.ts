/**
 * What an attempt says about what a success opens, whether it stands for the link of the code, and what
 * came of it: the answer, and the outcomes of the further events in the order of their drafts.
 */
export const grantTypes = /* sql */ `
alter type open_request add attribute link_hash bytea;
alter type attempt_request add attribute is_link boolean, add attribute opens jsonb;
alter type verb_answer add attribute further text[];
create type opened_grant as (answer json, outcomes text[]);`

/** Opens what an attempt asks for, whose code was right a moment ago in this transaction. */
export const openGrant = /* sql */ `
create function open_grant(request attempt_request, now_ms bigint) returns opened_grant
language plpgsql as $$
begin
  case request.opens ->> 'kind'
    when 'proof' then
      return give_proof(request, now_ms);
    when 'sign_in' then
      return sign_in_user(request, now_ms);
    when 'change_contact' then
      return change_contact(request, now_ms);
  end case;
end
$$;`
