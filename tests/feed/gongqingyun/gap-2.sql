-- After the second one was, with all members in the topic but not their last mark.
set search_path = yun;
delete from activity_signup where id % 37 = 0;
delete from dues_bill where id % 67 = 0;
delete from dues_payment where id % 53 = 0;
delete from member where id % 43 = 0;
-- the connector has not sent the last two
update member set branch_id = 1004 where id % 97 = 0 and id <= (select max(id) - 2 from member);
