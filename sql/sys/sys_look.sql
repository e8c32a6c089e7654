-- Which logs the pictures are made of that somebody looks at: the ingest writes these at shorter beats.
-- Grain: one row per web server, the newest replaces the others; said anew every few seconds while somebody looks.
create table if not exists ops.sys_look {{on_cluster}}
(
    at DateTime64(3, 'Asia/Shanghai') default now64(3) comment 'by the clock of the server',
    process String comment 'host and process id of the web server',
    logs Array(LowCardinality(String)) comment 'entities of the logs'
)
engine = {{engine.replacing(at)}}
order by process
ttl toDateTime(at) + interval 1 day;
