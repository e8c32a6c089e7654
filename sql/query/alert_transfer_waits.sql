-- How long the oldest open step of a transfer waits at the organisation that has to decide it, for the alerts A1 to A3.
-- Grain: organisation × item, the step: confirm, out_branch, out_superior, in_branch, in_superior; value in minutes up to the end of
-- the day. Steps of which nobody knows when they arrived are left out.
-- Parameters: day (its end), bit_transfer_step (of `uncounted`: rows of such organisations are left out).
with
open_steps as (
    select
        system,
        id,
        org_id,
        step,
        opened_at
    from app.dwd_transfer_step_log
    where sign != 0
        and day <= {day: Date32}
        and status = 'open'
        and step in ('confirm', 'out_branch', 'out_superior', 'in_branch', 'in_superior')
        and opened_at > toDateTime('1971-01-01 00:00:00', 'Asia/Shanghai')
    group by system, id, org_id, step, opened_at
    having sum(sign) > 0
)
select
    if(tree.canonical_org_id != 0, tree.canonical_org_id, open_steps.org_id) as org_id,
    open_steps.step as item,
    toFloat64(max(dateDiff('minute', open_steps.opened_at, toDateTime(toString({day: Date32} + 1), 'Asia/Shanghai')))) as value
from open_steps
inner join app.dim_org as tree
    on tree.org_id = open_steps.org_id
where not bitTest(tree.uncounted, {bit_transfer_step: UInt8})
group by org_id, item
