-- Streaming: bulk updates, inserts, deletions, changed keys, moves.
use zhtj;
update tb_member set is_floating = 1 - is_floating where member_id % 3 = 0;
update tb_member set member_status = 4 where member_status = 2 and member_id % 19 = 0;
update tb_member set member_status = 2, report_state = 2 where member_status in (0, 1) and member_id % 2 = 0;
insert into recount.activated
    select present.* from tb_member present join recount.was_member was using (member_id)
    where was.member_status in (0, 1) and present.member_status = 2;
update tb_member set is_deleted = b'1' where member_id % 71 = 0;
insert into tb_member (member_id, branch_id, member_name, id_card_no, member_no, member_status, report_state, gender, birth_date, education,
        political_status, payer_class, join_date, is_floating, real_name_state, is_cadre, graduate_year, is_volunteer)
    select member_id + 100000, branch_id, member_name, null, null, 2, 1, gender, birth_date, education, '03', payer_class, null, 0, 0, 0, null, 0
    from tb_member where member_id % 23 = 0 and member_id < 600000;

update tb_dues_bill set bill_status = 1 where bill_status = 0 and bill_id % 2 = 0;
update tb_dues_bill set amount_due = amount_due + 0.05, bill_status = 2 where bill_id % 11 = 0;
update tb_dues_bill set bill_status = 4 where bill_id % 83 = 0;
insert into tb_dues_payment
    select bill_id + 2000000, branch_id, bill_id, bill_month, member_id, amount_due, 1, 1, 0, 1, 0, date_sub(now(), interval 30 hour)
    from tb_dues_bill where bill_status = 1 and bill_id % 4 = 0
        and bill_id not in (select bill_id from tb_dues_payment);
insert into recount.was_payment select * from tb_dues_payment where payment_id not in (select payment_id from recount.was_payment);
update tb_dues_payment set pay_status = 2 where payment_id % 59 = 0;
update tb_dues_payment set paid_at = date_add(paid_at, interval -1 second) where time(paid_at) < '00:30:00';
delete from tb_dues_payment where payment_id % 113 = 0;

delete from tb_activity_signup where signup_id % 13 = 0;
update tb_activity set activity_status = (activity_status + 1) % 6 where activity_id % 3 = 0;
update tb_activity_signup set signup_time = date_add(signup_time, interval 1 second) where signup_id % 5 = 0;
delete from tb_transfer where transfer_id % 7 = 0;
delete from tb_volunteer_hours where record_id % 9 = 0;

-- changed keys
update tb_member set member_id = member_id + 900000 where member_id % 101 = 0;
update tb_dues_bill set bill_id = bill_id + 9000000 where bill_id % 103 = 0;
update tb_activity_signup set signup_id = signup_id + 9000000 where signup_id % 17 = 0;

-- members move to another branch; a branch moves to another county, a county to another city
update tb_member set branch_id = 1012 where member_id % 47 = 0;
set @county = (select max(org_id) from tb_org where org_type in ('2', '3'));
set @city = (select max(org_id) from tb_org where org_type = '1');
update tb_org set parent_id = @county where org_type = '5' and org_id % 29 = 3;
update tb_org set parent_id = @city where org_type in ('2', '3') and org_id % 13 = 5;

-- organisations end: deregistered, deleted, under another key
insert into org_gone
    select org_id, parent_id, org_type, create_time from tb_org
    where org_type = '5' and org_status = 1 and is_deleted = 0 and (org_id % 31 = 4 or org_id % 43 = 6 or org_id % 53 = 8);
update tb_org set org_status = 2 where org_type = '5' and org_id % 31 = 4 and org_status = 1;
update tb_org set org_id = org_id + 9000 where org_type = '5' and org_id % 43 = 6 and org_status = 1;
delete from tb_org where org_type = '5' and org_id % 53 = 8 and org_status = 1 and is_deleted = 0;
