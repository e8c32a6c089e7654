-- How far the ingest is, told by itself every two seconds: the base of every "as of" and of the alarm that the feed is lost.
-- Grain: one row per log and process, the newest replaces the others; those of processes that are gone fade away.
create table if not exists ops.sys_feed {{on_cluster}}
(
    at DateTime64(3, 'Asia/Shanghai') comment 'when the process wrote the row',
    process String comment 'process id of the ingest',
    log LowCardinality(String) comment 'entity of the log, for example member',
    complete_at DateTime64(3, 'Asia/Shanghai') comment 'the log holds everything up to this instant; 1970 when not known yet',
    lag UInt64 comment 'messages that the log is behind',
    applied UInt64 comment 'changes since the process started'
)
engine = {{engine.replacing(at)}}
order by (log, process)
ttl toDateTime(at) + interval 7 day;
