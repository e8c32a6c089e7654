-- After the first snapshot was broken off, in the middle of the bills: rows go that it has sent.
use zhtj;
delete from tb_activity_checkin where checkin_id % 29 = 0;
delete from tb_activity_signup where signup_id % 31 = 0;
delete from tb_cadre where cadre_id % 17 = 0;
delete from tb_dues_bill where bill_id % 61 = 0;
