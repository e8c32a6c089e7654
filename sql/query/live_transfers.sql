-- Transfers that ended in a time, between the parts of the tree below an organisation: who went where.
-- Grain: one row per part that was left and part that was joined, the largest {most}. Parts are at the level {level}.
-- Parameters: org (0 is the whole instance), level, first and last (days), most, bit_transfer: its place in `uncounted`.
with
    moves as (
        select
            org_id,
            to_org_id,
            sum(sign) as times
        from app.dwd_transfer_log
        where ended_on >= {first: Date32}
            and ended_on <= {last: Date32}
            and status in ('done_manual', 'done_auto')
            and to_org_id != 0
        group by org_id, to_org_id
        having times > 0
    ),
    placed as (
        select
            [
                dictGet('app.org_tree', 'at_level_2', org_id),
                dictGet('app.org_tree', 'at_level_3', org_id),
                dictGet('app.org_tree', 'at_level_4', org_id),
                dictGet('app.org_tree', 'at_level_5', org_id),
                dictGet('app.org_tree', 'at_level_6', org_id),
                dictGet('app.org_tree', 'at_level_7', org_id)
            ] as way_out,
            [
                dictGet('app.org_tree', 'at_level_2', to_org_id),
                dictGet('app.org_tree', 'at_level_3', to_org_id),
                dictGet('app.org_tree', 'at_level_4', to_org_id),
                dictGet('app.org_tree', 'at_level_5', to_org_id),
                dictGet('app.org_tree', 'at_level_6', to_org_id),
                dictGet('app.org_tree', 'at_level_7', to_org_id)
            ] as way_in,
            times
        from moves
        where not bitTest(dictGet('app.org_tree', 'uncounted', org_id), {bit_transfer: UInt8})
    )
select
    toString(way_out[{level: UInt8} - 1]) as left_part,
    toString(way_in[{level: UInt8} - 1]) as joined_part,
    toUInt32(sum(times)) as transfers
from placed
where left_part != joined_part
    and left_part != '0'
    and joined_part != '0'
    and ({org: UInt64} = 0 or (has(way_out, {org: UInt64}) and has(way_in, {org: UInt64})))
group by left_part, joined_part
order by transfers desc, left_part, joined_part
limit {most: UInt8}
