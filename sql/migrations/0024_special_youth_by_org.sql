-- The log of 困境与重点青少年 (special_youth) changes in by_org, by_need. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_special_youth_log {{on_cluster}} drop projection if exists by_org;
alter table app.dwd_special_youth_log {{on_cluster}} drop projection if exists by_need;
alter table app.dwd_special_youth_log {{on_cluster}}
    add projection if not exists by_org (select org_id, status, kind, difficulty_type, day, sum(sign) group by org_id, status, kind, difficulty_type, day);
alter table app.dwd_special_youth_log {{on_cluster}} materialize projection by_org;
alter table app.dwd_special_youth_log {{on_cluster}}
    add projection if not exists by_need (select kind, service_need, help_status, status, day, org_id, sum(sign) group by kind, service_need, help_status, status, day, org_id);
alter table app.dwd_special_youth_log {{on_cluster}} materialize projection by_need;
