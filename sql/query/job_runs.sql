-- The newest runs of all jobs, newest first. Grain: one row per run. Days since 1970-01-01, instants in milliseconds since
-- 1970. Parameters: most.
with
runs as (
    select
        run as run_id,
        any(job) as run_job,
        any(window_from) as run_from,
        any(window_to) as run_to,
        any(trigger) as run_trigger,
        min(at) as started_at,
        max(state) as end_state,
        argMax(attempt, state) as last_attempt,
        argMax(rows, state) as last_rows,
        argMax(duration_ms, state) as last_duration_ms,
        argMax(message, state) as last_message
    from ops.sys_job_run
    group by run
),
leases as (
    select name
    from ops.sys_lease
    where startsWith(name, 'job:')
    group by name
    having argMax(expires_at, seq) > now64(3, 'UTC')
)
select
    toString(run_id) as run,
    run_job as job,
    toInt32(run_from) as window_from,
    toInt32(run_to) as window_to,
    toString(run_trigger) as trigger,
    -- of a job only its newest run can be going on, and only while its lease is held
    if(
        end_state = 'running'
        and (
            started_at < max(started_at) over (partition by run_job)
            or concat('job:', run_job) not in (select name from leases)
        ),
        'killed',
        toString(end_state)
    ) as state,
    toUnixTimestamp64Milli(started_at) as started_at_ms,
    last_attempt as attempt,
    last_rows as rows,
    last_duration_ms as duration_ms,
    last_message as message
from runs
order by
    started_at desc,
    job,
    window_to desc
limit {most: UInt32}
