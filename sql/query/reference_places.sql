-- What of organisations says which reference values are their own.
-- Grain: one row per organisation. region_code is that of the nearest superior that has one.
-- Parameters: orgs.
select
    toString(org_id) as org,
    system,
    level,
    arrayFirst(
        code -> code != '',
        arrayMap(place -> dictGet('app.org_tree', 'region_code', place), arrayReverse(path))
    ) as region_code
from app.dim_org
where org_id in {orgs: Array(UInt64)}
