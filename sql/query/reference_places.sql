-- What of organisations says which reference values are their own.
-- Grain: one row per organisation.
-- Parameters: orgs.
select
    toString(org_id) as org,
    system,
    level,
    nearest_region_code
from app.dim_org
where org_id in {orgs: Array(UInt64)}
