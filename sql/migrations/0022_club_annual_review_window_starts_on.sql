-- The log of 社团年审 (club_annual_review) changes in window_starts_on. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_club_annual_review_log {{on_cluster}}
    add column if not exists window_starts_on Date32 after window_ends_on;
