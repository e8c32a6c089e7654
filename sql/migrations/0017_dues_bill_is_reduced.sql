-- The log of 团费账单 (dues_bill) changes in is_reduced, income_band. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_dues_bill_log {{on_cluster}}
    add column if not exists is_reduced UInt8 after status,
    add column if not exists income_band LowCardinality(String) after is_reduced;
