-- Member flow (人员增减平衡), per owner: who was there at the end against who was there at the beginning and what the log says
-- happened between. The stocks are counted by status, the flow by transition, so a row that is wrong in one shows.
-- Members of a system that does not count are left out. Grain: one row per owner. Columns: note, org_id, left_value,
-- right_value. Parameters: from, to, bit_member.
with
left_out as (
    select org_id
    from app.dim_org
    where bitTest(uncounted, {bit_member: UInt8})
),
opening as (
    select org_id, sum(sign) as members
    from app.dwd_member_log
    where day < {from: Date32} and status in ('active', 'transferring')
    group by org_id
),
closing as (
    select org_id, sum(sign) as members
    from app.dwd_member_log
    where day <= {to: Date32} and status in ('active', 'transferring')
    group by org_id
),
moved as (
    -- rows that end a state carry -1, and what takes a movement back has the other sign
    select org_id, sum(sign) as members
    from app.dwd_member_log
    where day >= {from: Date32} and day <= {to: Date32} and transition not in ('none', 'gone', 'edit_in', 'edit_out')
    group by org_id
)
select '' as note, org_id, members as left_value, toInt64(0) as right_value
from closing
where org_id not in left_out
union all
select '' as note, org_id, toInt64(0) as left_value, members as right_value
from opening
where org_id not in left_out
union all
select '' as note, org_id, toInt64(0) as left_value, members as right_value
from moved
where org_id not in left_out
