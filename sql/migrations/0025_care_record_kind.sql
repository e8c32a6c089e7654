-- The log of 关爱记录 (care_record) changes in kind, by_day. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_care_record_log {{on_cluster}}
    add column if not exists kind LowCardinality(String) after cared_on;
alter table app.dwd_care_record_log {{on_cluster}} drop projection if exists by_day;
alter table app.dwd_care_record_log {{on_cluster}}
    add projection if not exists by_day (select cared_on, worker_kind, kind, org_id, sum(sign) group by cared_on, worker_kind, kind, org_id);
alter table app.dwd_care_record_log {{on_cluster}} materialize projection by_day;
