-- The feed report gains the sizes of batches and how far a log is in each partition.
-- Cost: metadata only.
alter table ops.sys_feed {{on_cluster}}
    add column if not exists batches UInt64 after applied,
    add column if not exists last_batch UInt32 after batches,
    add column if not exists partitions Array(Tuple(topic String, partition UInt32, watermark UInt64, next UInt64, lag UInt64)) after last_batch;
