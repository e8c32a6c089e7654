-- The schema changes while rows do, and a table is emptied.
set search_path = yun;
alter table member add column nickname varchar(50);
update member set nickname = '新列', gender = 'M' where id % 5 = 0;
alter table dues_payment add column remark varchar(50) not null default '';
update dues_payment set remark = '改' where id % 41 = 0;
truncate table activity_checkin;
insert into activity_checkin
    select id + 3000000, org_id, member_branch_id, activity_id, member_id, 'QR', 0.75, created_at
    from activity_signup where id % 2 = 0;
