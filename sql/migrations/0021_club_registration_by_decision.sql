-- The log of 社团登记 (club_registration) changes in by_decision. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_club_registration_log {{on_cluster}}
    add projection if not exists by_decision (select decided_on, status, org_id, sum(sign) group by decided_on, status, org_id);
alter table app.dwd_club_registration_log {{on_cluster}} materialize projection by_decision;
