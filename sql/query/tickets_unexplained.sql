-- TRE15 of every organisation and all above it: organisations that had a written explanation outstanding at the end of a day.
-- Grain: organisation; columns of ads_org_measure. What is no longer in the tree stands nowhere.
-- Parameters: month, as_of. A ticket is open from the day on which its month settles, whenever the job came to it; what
-- follows counts from the day on which it was done.
with
states as (
    select
        id,
        any(org_id) as org,
        argMax(state, seq) as last_state,
        argMax(holds, seq) as last_holds
    from ops.sys_ticket
    where if(action = 'opened', opened_on, toDate32(at)) <= {as_of: Date32}
    group by id
)
select
    'tickets' as job,
    {month: Date32} as month,
    'TRE15' as metric,
    arrayJoin(arrayConcat([toUInt64(0)], tree.path)) as place,
    '' as breakdown,
    '' as item,
    '' as span,
    toInt64(uniqExact(states.org)) as numerator,
    toInt64(1) as denominator,
    {as_of: Date32} as as_of
from states
inner join app.dim_org as tree
    on tree.org_id = states.org
where states.last_state != 'accepted'
    and states.last_holds = 1
group by place
