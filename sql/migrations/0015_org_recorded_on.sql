-- The log of 团组织 (org) changes in recorded_on, rating_year, has_contact_number, has_email, has_admin_quota, has_admin_filled, has_inst_quota, has_inst_filled, expected_members. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_org_log {{on_cluster}}
    add column if not exists recorded_on Date32 after site_id,
    add column if not exists rating_year UInt32 after recorded_on,
    add column if not exists has_contact_number UInt8 after rating_year,
    add column if not exists has_email UInt8 after has_contact_number,
    add column if not exists has_admin_quota UInt8 after has_email,
    add column if not exists has_admin_filled UInt8 after has_admin_quota,
    add column if not exists has_inst_quota UInt8 after has_admin_filled,
    add column if not exists has_inst_filled UInt8 after has_inst_quota,
    add column if not exists expected_members UInt32 after has_inst_filled;
