-- The log of 团员 (member) changes in destination. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_member_log {{on_cluster}}
    add column if not exists destination LowCardinality(String) after recorded_on;
