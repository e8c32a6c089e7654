-- Which kinds of organisations there are, for the scopes of reference values.
-- Grain: system × level × nearest_region_code of active organisations.
select distinct
    '0' as org,
    system,
    level,
    nearest_region_code
from app.dim_org
where status = 'active'
    and org_id != 0
