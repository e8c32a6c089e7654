-- Every run of every job: what it was asked, by whom, and how it ended. Written by jobs/schedule/runLog.ts; read to know which
-- windows are due, and shown to those who run the system.
-- Grain: one row when a run begins (running), one when it ends. A run without an end was killed.
create table if not exists ops.sys_job_run {{on_cluster}}
(
    run UUID comment 'the same in the rows of one run',
    job LowCardinality(String),
    window_from Date32 comment 'first day of the window',
    window_to Date32 comment 'last day of the window',
    version UInt16 comment 'of the job: how it makes its rows',
    -- faulty: done, but what it found is for a person to look at; stopped: cut short on purpose, tried again at once
    state Enum8('running' = 0, 'done' = 1, 'faulty' = 2, 'failed' = 3, 'stopped' = 4),
    -- only windows of the schedule count when the next ones are chosen
    trigger Enum8('schedule' = 0, 'command' = 1),
    attempt UInt16 comment 'how often this window was tried since it was last done, from 1',
    rows UInt64 comment 'rows written',
    duration_ms UInt64,
    message String comment 'why it failed, or what a run has to say',
    process String comment 'host and process id',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (job, window_to, window_from, at)
settings {{settings.durable}};
