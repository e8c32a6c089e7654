-- The log of 关爱任务 (care_task) changes in kind. Versions from before did not send a new field, and hold what
-- stands for "not known". The view is made anew from its file.
-- Cost: metadata only.
alter table app.dwd_care_task_log {{on_cluster}}
    add column if not exists kind LowCardinality(String) after done_on;
