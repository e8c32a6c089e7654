-- Which SQL files have been applied, with which content. Written by warehouse/platform/migrate after each file.
-- Grain: one row per application of a file; the latest row of a file counts.
create table if not exists ops.sys_migration {{on_cluster}}
(
    file String comment 'path below sql/, for example ods/ods_change.sql',
    checksum FixedString(64) comment 'sha256 of the file as it stands in the repository, hexadecimal',
    statements UInt32 comment 'how many statements the file holds',
    version String comment 'version of the product that applied it',
    applied_at DateTime64(3, 'Asia/Shanghai') comment 'when it was finished',
    duration_ms UInt32 comment 'how long it took'
)
engine = {{engine.merge}}
order by (file, applied_at)
settings {{settings.durable}}
