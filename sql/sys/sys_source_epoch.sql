-- The incarnations of the streams. A topic that is read for the first time, was created anew or comes from another
-- cluster takes the next epoch of the tables that it feeds; the epoch leads the version, so later is always greater. When
-- partitions are added, keys move between them: the next epoch begins where the old partitions ended then.
-- Grain: one row per (system, table, stream, epoch), another when its partitions were counted later. Written by compare-and-set on n.
create table if not exists ops.sys_source_epoch {{on_cluster}}
(
    n UInt64,
    system LowCardinality(String),
    table String,
    -- <kind>:<cluster>/<topic>
    stream String,
    epoch UInt8,
    reason String,
    taken_at DateTime64(3, 'Asia/Shanghai') default now64(3),
    -- partitions that the topic had; 0 when nobody has counted them yet
    partitions UInt16,
    -- offsets at which the epoch begins in the partitions that the epoch before it had; empty when the stream began anew
    starts Array(UInt64),
    -- random, of the process that wrote the rows
    writer String
)
engine = {{engine.log}}
order by (n, system, table, stream)
settings {{settings.log}};
