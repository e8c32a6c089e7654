-- How far the ingest is in each partition, by what its processes said last.
-- Grain: one row per (log, process). Instants in milliseconds since 1970.
select
    log,
    process,
    toUnixTimestamp64Milli(max(sys_feed.at)) as said_at,
    toUnixTimestamp64Milli(argMax(complete_at, sys_feed.at)) as complete_at,
    argMax(lag, sys_feed.at) as lag,
    argMax(applied, sys_feed.at) as applied,
    argMax(batches, sys_feed.at) as batches,
    argMax(last_batch, sys_feed.at) as last_batch,
    argMax(partitions, sys_feed.at) as partitions,
    arrayMap(
        one -> (one.table_name, one.column_name, one.spelled, one.rows, toUnixTimestamp64Milli(one.last_at)),
        argMax(missing_columns, sys_feed.at)
    ) as missing_columns
from ops.sys_feed as sys_feed
group by
    log,
    process
order by
    log,
    process
