-- Up to which day changes were compared, and explanations asked for. Grain: one row; null before the first night of the job.
-- Days since 1970-01-01.
select if(count() = 0, null, toInt32(max(window_to))) as compared_to
from ops.sys_job_run
where job = 'tickets' and state in ('done', 'faulty')
