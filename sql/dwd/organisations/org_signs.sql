-- Signed rows of active organisations that count, each at the organisation that it stands for in the tree of all systems: those of
-- which the signs up to a day add up to more than 0 stand on it. Grain: signed row of app.dwd_org_log.
create or replace view app.dwd_org_signs {{on_cluster}} as
select
    log.system as system,
    if(tree.canonical_org_id != 0, tree.canonical_org_id, log.org_id) as standing,
    log.sign as sign,
    log.day as day,
    log.changed_on as changed_on,
    log.org_type as org_type,
    log.secretary_key as secretary_key,
    log.is_logged_in as is_logged_in,
    log.is_info_complete as is_info_complete,
    log.is_children_created as is_children_created
from app.dwd_org_log as log
left join app.dim_org as tree
    on tree.org_id = log.org_id
where log.sign != 0
    and log.status = 'active'
    -- the place of organisations themselves in the catalogue of entities
    and not bitTest(tree.uncounted, 0);
