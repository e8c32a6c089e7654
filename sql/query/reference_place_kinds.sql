-- Which kinds of organisations there are, for the scopes of reference values.
-- Grain: system × level × region_code, that of the nearest superior that has one, of active organisations.
select distinct
    '0' as org,
    system,
    level,
    arrayFirst(
        code -> code != '',
        arrayMap(place -> dictGet('app.org_tree', 'region_code', place), arrayReverse(path))
    ) as region_code
from app.dim_org
where status = 'active'
    and org_id != 0
