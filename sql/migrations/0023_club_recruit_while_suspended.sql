-- The log of 社团招新申请 (club_recruit) changes in while_suspended, by_decision. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_club_recruit_log {{on_cluster}}
    add column if not exists while_suspended UInt8 after decided_on;
alter table app.dwd_club_recruit_log {{on_cluster}}
    add projection if not exists by_decision (select decided_on, status, org_id, sum(sign) group by decided_on, status, org_id);
alter table app.dwd_club_recruit_log {{on_cluster}} materialize projection by_decision;
