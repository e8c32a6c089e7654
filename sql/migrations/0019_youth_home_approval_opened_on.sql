-- The log of 青年之家审批环节 (youth_home_approval) changes in opened_on, by_opening. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_youth_home_approval_log {{on_cluster}}
    add column if not exists opened_on Date32 after decided_on;
alter table app.dwd_youth_home_approval_log {{on_cluster}}
    add projection if not exists by_opening (select opened_on, step, flow_kind, org_id, sum(sign) group by opened_on, step, flow_kind, org_id);
alter table app.dwd_youth_home_approval_log {{on_cluster}} materialize projection by_opening;
