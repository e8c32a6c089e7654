-- What has become of each window of the schedule of a job. Grain: one row per window that was ever tried under a version.
-- Days since 1970-01-01, instants in milliseconds since 1970. Parameters: job, version.
with
runs as (
    select
        run,
        any(window_from) as run_from,
        any(window_to) as run_to,
        min(at) as started_at,
        max(at) as ended_at,
        max(state) as end_state
    from ops.sys_job_run
    where job = {job: String} and version = {version: UInt16} and trigger = 'schedule'
    group by run
),
compared as (
    select
        *,
        maxIf(ended_at, end_state in ('done', 'faulty')) over (partition by run_from, run_to) as last_done_at
    from runs
)
select
    toInt32(run_from) as window_from,
    toInt32(run_to) as window_to,
    toUnixTimestamp64Milli(max(last_done_at)) as done_at,
    -- killed runs leave no end
    countIf(end_state = 'failed' and started_at > last_done_at) as failed,
    countIf(end_state = 'running' and started_at > last_done_at) as killed,
    toUnixTimestamp64Milli(max(ended_at)) as last_at
from compared
group by
    run_from,
    run_to
order by
    window_to,
    window_from
