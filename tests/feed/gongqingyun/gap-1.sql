-- After the first snapshot was broken off, in the middle of the bills: rows go that it has sent.
set search_path = yun;
delete from activity_checkin where id % 29 = 0;
delete from activity_signup where id % 31 = 0;
delete from cadre where id % 17 = 0;
delete from dues_bill where id % 61 = 0;
