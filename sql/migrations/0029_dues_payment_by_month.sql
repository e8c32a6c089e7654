-- The log of 团费交纳 (dues_payment) changes in by_month. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: the log is read once for each projection; everything else is metadata only.
alter table app.dwd_dues_payment_log {{on_cluster}} drop projection if exists by_month;
alter table app.dwd_dues_payment_log {{on_cluster}}
    add projection if not exists by_month (select bill_month, is_voluntary, org_id, sum(sign), sum(sign * amount_fen) group by bill_month, is_voluntary, org_id);
alter table app.dwd_dues_payment_log {{on_cluster}} materialize projection by_month;
