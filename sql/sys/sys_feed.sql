-- How far the ingest is, told by itself every two seconds: the base of every "as of" and of the alarm that the feed is lost.
-- Grain: one row per log and process, the newest replaces the others; those of processes that are gone fade away.
create table if not exists ops.sys_feed {{on_cluster}}
(
    at DateTime64(3, 'Asia/Shanghai') comment 'when the process wrote the row',
    process String comment 'host and process id of the ingest',
    log LowCardinality(String) comment 'entity of the log, for example member',
    complete_at DateTime64(3, 'Asia/Shanghai') comment 'the log holds everything up to this instant; 1970 when not known yet',
    lag UInt64 comment 'messages that the log is behind',
    applied UInt64 comment 'changes since the process started',
    batches UInt64 comment 'batches with changes since the process started',
    last_batch UInt32 comment 'changes of the last one',
    partitions Array(Tuple(topic String, partition UInt32, watermark UInt64, next UInt64, lag UInt64)) comment 'offsets: up to where the log holds the partition, where that ends; messages behind',
    missing_columns Array(Tuple(table_name String, column_name String, spelled String, rows UInt64, last_at DateTime64(3, 'Asia/Shanghai'))) comment 'columns that a mapping names and whole rows lacked since the process started; spelled is a column whose case differs'
)
engine = {{engine.replacing(at)}}
order by (log, process)
ttl toDateTime(at) + interval 7 day;
