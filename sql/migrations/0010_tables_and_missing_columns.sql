-- Dead letters say which tables they are of, so that those of other tables hold no snapshot up; the feed report says which
-- columns rows lack that a mapping names.
-- Cost: metadata only.
alter table ops.sys_dead_letter {{on_cluster}}
    add column if not exists tables Array(LowCardinality(String)) after detail;
alter table ops.sys_feed {{on_cluster}}
    add column if not exists missing_columns Array(Tuple(table_name String, column_name String, spelled String, rows UInt64, last_at DateTime64(3, 'Asia/Shanghai'))) after partitions;
