-- How far the ingest is, per log and process, newest row of each.
-- Grain: one row per (log, process). Instants in milliseconds since 1970.
select
    log,
    process,
    toUnixTimestamp64Milli(max(at)) as at,
    toUnixTimestamp64Milli(argMax(complete_at, sys_feed.at)) as complete_at,
    argMax(lag, sys_feed.at) as lag,
    argMax(applied, sys_feed.at) as applied
from ops.sys_feed as sys_feed
group by
    log,
    process
