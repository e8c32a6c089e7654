-- The newest run of each job, and the newest window that its schedule has done. Grain: one row per job that ever ran.
-- Days since 1970-01-01, instants in milliseconds since 1970.
with
runs as (
    select
        run,
        any(job) as run_job,
        any(window_from) as run_from,
        any(window_to) as run_to,
        any(trigger) as run_trigger,
        min(at) as started_at,
        max(state) as end_state,
        argMax(attempt, state) as last_attempt,
        argMax(rows, state) as last_rows,
        argMax(duration_ms, state) as last_duration_ms,
        argMax(message, state) as last_message,
        argMax(process, state) as last_process
    from ops.sys_job_run
    group by run
)
select
    run_job as job,
    toInt32(argMax(run_from, started_at)) as window_from,
    toInt32(argMax(run_to, started_at)) as window_to,
    toString(argMax(end_state, started_at)) as state,
    toUnixTimestamp64Milli(max(started_at)) as last_started_at,
    argMax(last_attempt, started_at) as attempt,
    argMax(last_rows, started_at) as rows,
    argMax(last_duration_ms, started_at) as duration_ms,
    argMax(last_message, started_at) as message,
    argMax(last_process, started_at) as process,
    countIf(end_state in ('done', 'faulty') and run_trigger = 'schedule') > 0 as has_done,
    toInt32(maxIf(run_to, end_state in ('done', 'faulty') and run_trigger = 'schedule')) as done_to,
    (
        select groupUniqArray(name)
        from (
            select name
            from ops.sys_lease
            where startsWith(name, 'job:')
            group by name
            having argMax(expires_at, seq) > now64(3, 'UTC')
        )
    ) as leased
from runs
group by run_job
