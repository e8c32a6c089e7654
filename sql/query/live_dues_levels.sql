-- Where the dues of a month stay: what each level keeps within the subtree of an organisation, and what of its own row.
-- Grain: one row per level; `whole` is the row of the organisation itself. Amounts in fen.
-- Parameters: month (its first day), org.
select
    class as part,
    sum(own_fen + from_children_fen) as fen
from app.ads_dues_retention
where month = {month: Date32}
    and dictHas('app.org_tree', org_id)
    and has([
        dictGet('app.org_tree', 'at_level_2', org_id),
        dictGet('app.org_tree', 'at_level_3', org_id),
        dictGet('app.org_tree', 'at_level_4', org_id),
        dictGet('app.org_tree', 'at_level_5', org_id),
        dictGet('app.org_tree', 'at_level_6', org_id),
        dictGet('app.org_tree', 'at_level_7', org_id),
        dictGet('app.org_tree', 'at_level_8', org_id),
        dictGet('app.org_tree', 'at_level_9', org_id)
    ], {org: UInt64})
group by class
union all
select
    arrayJoin(['collected', 'to_superiors', 'unallocated']) as part,
    sum(multiIf(
        part = 'collected', collected_fen,
        part = 'to_superiors', to_superiors_fen,
        no_right_fen + accounts_invalid_fen + missing_level_fen + unclaimed_fen + rounding_fen
    )) as fen
from app.ads_dues_retention
where month = {month: Date32} and org_id = {org: UInt64}
group by part
