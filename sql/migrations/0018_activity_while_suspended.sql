-- The log of 活动 (activity) changes in while_suspended, by_host. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_activity_log {{on_cluster}}
    add column if not exists while_suspended UInt8 after host_id;
alter table app.dwd_activity_log {{on_cluster}}
    add projection if not exists by_host (select host_kind, published_on, category, kind, org_id, sum(sign) group by host_kind, published_on, category, kind, org_id);
alter table app.dwd_activity_log {{on_cluster}} materialize projection by_host;
