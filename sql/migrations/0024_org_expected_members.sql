-- The log of 团组织 (org) changes in expected_members. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_org_log {{on_cluster}}
    add column if not exists expected_members UInt32 after has_inst_filled;
