-- The log of 活动报名 (signup) changes in gender, birth_month. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_signup_log {{on_cluster}}
    add column if not exists gender LowCardinality(String) after person_key,
    add column if not exists birth_month Date32 after gender;
