-- How long a window of each job takes lately. Grain: one row per job that ended a window well; milliseconds.
select
    job,
    avg(duration_ms) as window_ms
from (
    select job, duration_ms
    from ops.sys_job_run
    where state in ('done', 'faulty')
    order by at desc
    limit 12 by job
)
group by job
