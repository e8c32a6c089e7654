-- Organisations gain their entry status and what the retention of dues depends on. Columns of a log are only appended;
-- versions from before did not send them, and hold what stands for "not known".
-- Cost: metadata only.
alter table app.dwd_org_log {{on_cluster}}
    add column if not exists is_logged_in UInt8 after created_on,
    add column if not exists is_info_complete UInt8 after is_logged_in,
    add column if not exists is_children_created UInt8 after is_info_complete,
    add column if not exists has_retention_right UInt8 after is_children_created,
    add column if not exists sub_account_status LowCardinality(String) after has_retention_right;
