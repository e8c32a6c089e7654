-- Current rows: every organisation that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_org {{on_cluster}} as
select
    system,
    id,
    org_id,
    parent_org_id,
    org_full_name,
    org_short_name,
    org_type,
    region_code,
    industry_code,
    school_stage,
    status,
    created_on,
    is_logged_in,
    is_info_complete,
    is_children_created,
    has_retention_right,
    sub_account_status
from app.dwd_org_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    parent_org_id,
    org_full_name,
    org_short_name,
    org_type,
    region_code,
    industry_code,
    school_stage,
    status,
    created_on,
    is_logged_in,
    is_info_complete,
    is_children_created,
    has_retention_right,
    sub_account_status
having sum(sign) > 0;
