-- The retention statement of an organisation and its direct children for a month. Grain: organisation.
-- Parameters month (its first day), orgs.
select
    toString(org_id) as org,
    collected_fen,
    ratio,
    own_fen,
    from_children_fen,
    to_superiors_fen,
    children_total_fen
from app.ads_dues_retention
where month = {month: Date32}
    and org_id in {orgs: Array(UInt64)}
