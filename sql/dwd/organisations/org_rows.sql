-- Every organisation that a source ever told of, as it is known now. Grain: one row per organisation.
-- Deleted ones stay, so that facts of their time keep a place in the tree. A column that the latest version did not
-- send comes from the one before it.
create or replace view app.dwd_org_rows {{on_cluster}} as
select
    system,
    argMaxIf(org_id, (ver, source), bitTest(sent, 0)) as org_id,
    argMaxIf(parent_org_id, (ver, source), bitTest(sent, 1)) as parent_org_id,
    argMaxIf(org_full_name, (ver, source), bitTest(sent, 2)) as org_full_name,
    argMaxIf(org_short_name, (ver, source), bitTest(sent, 3)) as org_short_name,
    argMaxIf(org_type, (ver, source), bitTest(sent, 4)) as org_type,
    argMaxIf(region_code, (ver, source), bitTest(sent, 5)) as region_code,
    argMaxIf(industry_code, (ver, source), bitTest(sent, 6)) as industry_code,
    argMaxIf(school_stage, (ver, source), bitTest(sent, 7)) as school_stage,
    if(argMaxIf(alive, (ver, source), alive != 2) = 1, argMaxIf(status, (ver, source), bitTest(sent, 8)), 'deleted') as status,
    argMaxIf(created_on, (ver, source), bitTest(sent, 9)) as created_on,
    argMaxIf(has_retention_right, (ver, source), bitTest(sent, 13)) as has_retention_right,
    argMaxIf(sub_account_status, (ver, source), bitTest(sent, 14)) as sub_account_status
from app.dwd_org_log
where ev = 1
group by system, id
having org_id != 0;
