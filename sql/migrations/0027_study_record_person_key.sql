-- The log of 学习记录 (study_record) changes in person_key. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_study_record_log {{on_cluster}}
    add column if not exists person_key UInt64 after score;
