-- Streaming: bulk updates, inserts, deletions, changed keys, moves.
set search_path = yun;
update member set is_floating = not is_floating where id % 3 = 0;
update member set status = 'AGED_OUT' where status = 'ACTIVE' and id % 19 = 0;
update member set status = 'ACTIVE', report_status = 'APPROVED' where status in ('REGISTERING', 'PENDING') and id % 2 = 0;
insert into recount.activated
    select present.* from member present join recount.was_member was using (id)
    where was.status in ('REGISTERING', 'PENDING') and present.status = 'ACTIVE';
update member set is_deleted = 1 where id % 71 = 0;
insert into member (id, branch_id, name, id_card, status, report_status, gender, birthday, education, political_status, payer_class, joined_on,
        is_floating, verified, graduation_year)
    select id + 100000, branch_id, name, null, 'ACTIVE', 'SUBMITTED', gender, birthday, education, 'MEMBER', payer_class, null, false, 'NONE', null
    from member where id % 23 = 0 and id < 600000;

update dues_bill set status = 'PAID' where status = 'OPEN' and id % 2 = 0;
update dues_bill set amount_cent = amount_cent + 5, status = 'OVERDUE' where id % 11 = 0;
update dues_bill set status = 'VOID' where id % 83 = 0;
insert into dues_payment
    select id + 2000000, branch_id, id, month, member_id, amount_cent, 'WECHAT', 'PAID', false, true, false, now() - interval '30 hours'
    from dues_bill where status = 'PAID' and id % 4 = 0
        and id not in (select bill_id from dues_payment);
insert into recount.was_payment select * from dues_payment where id not in (select id from recount.was_payment);
update dues_payment set status = 'REFUNDED' where id % 59 = 0;
update dues_payment set paid_at = paid_at - interval '1 second' where paid_at::time < '00:30:00';
delete from dues_payment where id % 113 = 0;

delete from activity_signup where id % 13 = 0;
update activity set status = 'RUNNING' where id % 3 = 0;
update activity_signup set created_at = created_at + interval '1 second' where id % 5 = 0;
delete from transfer where id % 7 = 0;
delete from volunteer_record where id % 9 = 0;

-- changed keys
update member set id = id + 900000 where id % 101 = 0;
update dues_bill set id = id + 9000000 where id % 103 = 0;
update activity_signup set id = id + 9000000 where id % 17 = 0;

-- members move to another branch; a branch moves to another county, a county to another city
update member set branch_id = 1012 where id % 47 = 0;
update org set parent_id = (select max(id) from org where type in ('COMMITTEE', 'WORK_COMMITTEE')) where type = 'BRANCH' and id % 29 = 3;
update org set parent_id = (select max(id) from org where type = 'ORGAN') where type in ('COMMITTEE', 'WORK_COMMITTEE') and id % 13 = 5;

-- organisations end: deregistered, deleted, under another key
insert into org_gone
    select id, parent_id, type, created_at from org
    where type = 'BRANCH' and status = 'ACTIVE' and is_deleted = 0 and (id % 31 = 4 or id % 43 = 6 or id % 53 = 8);
update org set status = 'REVOKED' where type = 'BRANCH' and id % 31 = 4 and status = 'ACTIVE';
update org set id = id + 9000 where type = 'BRANCH' and id % 43 = 6 and status = 'ACTIVE';
delete from org where type = 'BRANCH' and id % 53 = 8 and status = 'ACTIVE' and is_deleted = 0;
