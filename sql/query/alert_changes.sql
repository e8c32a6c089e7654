-- Changes of a month beyond the limit that nobody has explained yet, or not so that it was accepted, for the alert A9: the tickets
-- that the metric TRE15 counts.
-- Grain: organisation × item (members | orgs) × month; `value` is the share by which it moved.
-- Parameters: day (its end).
select
    org_id,
    toString(kind) as item,
    abs(toInt64(value) - toInt64(base_value)) / base_value as value
from (
    select
        id,
        any(org_id) as org_id,
        any(kind) as kind,
        any(value) as value,
        any(base_value) as base_value,
        argMax(state, seq) as last_state,
        argMax(holds, seq) as last_holds
    from ops.sys_ticket
    where if(action = 'opened', opened_on, toDate32(at)) <= {day: Date32}
    group by id
)
where last_state != 'accepted'
    and last_holds = 1
