-- The log of 青年之家项目 (youth_home_project) changes in by_decision. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_youth_home_project_log {{on_cluster}}
    add projection if not exists by_decision (select decided_on, status, org_id, sum(sign) group by decided_on, status, org_id);
alter table app.dwd_youth_home_project_log {{on_cluster}} materialize projection by_decision;
