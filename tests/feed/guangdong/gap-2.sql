-- After the second one was, with all members in the topic but not their last mark.
use zhtj;
delete from tb_activity_signup where signup_id % 37 = 0;
delete from tb_dues_bill where bill_id % 67 = 0;
delete from tb_dues_payment where payment_id % 53 = 0;
delete from tb_member where member_id % 43 = 0;
-- the connector has not sent the last two
set @sent = (select max(member_id) - 2 from tb_member);
update tb_member set branch_id = 1004 where member_id % 97 = 0 and member_id <= @sent;
