-- The log of 团员 (member) changes in destination, member_no_year, recorded_on. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_member_log {{on_cluster}}
    add column if not exists destination LowCardinality(String) after is_volunteer,
    add column if not exists member_no_year UInt32 after destination,
    add column if not exists recorded_on Date32 after member_no_year;
