-- While an incremental snapshot reads the members and the bills.
set search_path = yun;
update member set verified = 'PASSED' where id % 4 = 1;
update member set branch_id = 1006 where id % 73 = 0;
delete from member where id % 107 = 0;
update dues_bill set amount_cent = amount_cent + 1 where id % 7 = 0;
delete from dues_bill where id % 127 = 0;
