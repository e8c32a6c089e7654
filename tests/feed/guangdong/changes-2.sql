-- The schema changes while rows do, and a table is emptied.
use zhtj;
alter table tb_member add column nickname varchar(50) null;
update tb_member set nickname = '新列', gender = 1 where member_id % 5 = 0;
alter table tb_dues_payment add column remark varchar(50) not null default '';
update tb_dues_payment set remark = '改' where payment_id % 41 = 0;
truncate table tb_activity_checkin;
insert into tb_activity_checkin
    select signup_id + 3000000, host_org_id, member_branch_id, activity_id, member_id, '2', signup_time, 45
    from tb_activity_signup where signup_id % 2 = 0;
