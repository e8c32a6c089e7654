-- While an incremental snapshot reads the members and the bills.
use zhtj;
update tb_member set is_volunteer = 1 - is_volunteer where member_id % 4 = 1;
update tb_member set branch_id = 1006 where member_id % 73 = 0;
delete from tb_member where member_id % 107 = 0;
update tb_dues_bill set amount_due = amount_due + 0.01 where bill_id % 7 = 0;
delete from tb_dues_bill where bill_id % 127 = 0;
