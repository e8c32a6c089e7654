-- The figures of frozen sets as they were shown: numbers, states and hidden cells alike. Written before the row of the set, which
-- makes them valid; what a process left that was killed in between belongs to no set.
-- Grain: one row per set and page (a report with one kind of rows, or a bulletin).
create table if not exists ops.sys_frozen_page {{on_cluster}}
(
    checksum String comment 'of the set that the page belongs to',
    page LowCardinality(String) comment 'report:rows, or bulletin',
    title String comment 'as it was called then',
    body String comment 'the answer as JSON' codec(ZSTD(3))
)
engine = {{engine.merge}}
order by (checksum, page)
settings {{settings.durable}};
