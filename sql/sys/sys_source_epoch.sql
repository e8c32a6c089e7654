-- The incarnations of the streams. A topic that is read for the first time, was created anew or comes from another
-- cluster takes the next epoch of the tables that it feeds; the epoch leads the version, so later is always greater.
-- Grain: one row per (system, table, stream). Written by compare-and-set on n.
create table if not exists ops.sys_source_epoch {{on_cluster}}
(
    n UInt64,
    system LowCardinality(String),
    table String,
    -- <kind>:<cluster>/<topic>
    stream String,
    epoch UInt8,
    reason String,
    taken_at DateTime64(3, 'Asia/Shanghai') default now64(3)
)
engine = {{engine.log}}
order by (n, system, table, stream)
settings {{settings.log}};
