-- Sets of figures that were frozen under a name: who, when, why, of whom and of which period. The figures themselves stand in
-- ops.sys_frozen_page. Grain: one row per set, written once by warehouse/frozen/frozenStore.ts, by compare-and-set on seq, and
-- never changed.
create table if not exists ops.sys_frozen_set {{on_cluster}}
(
    id String comment 'hash of organisation and name: a name is taken once per organisation',
    seq UInt64 comment '1; the fence of the compare-and-set: the first of several wins',
    writer String comment 'random part of the change, tells who won',
    org String comment 'dim_org id or root: whose figures they are',
    org_name String comment 'as it was called then',
    name String,
    kind LowCardinality(String) comment 'year_end | inspection | congress | other | bulletin',
    bulletin LowCardinality(String) comment 'kind in the catalogue of bulletins; empty for other sets',
    grain LowCardinality(String) comment 'length of the period; free for that of a bulletin',
    first_day Date32 comment 'of the period',
    last_day Date32,
    frozen_by String comment 'login; empty for a job',
    reason String,
    frozen_at DateTime64(3, 'Asia/Shanghai'),
    as_of DateTime64(3, 'Asia/Shanghai') comment 'the logs were complete up to this instant',
    pages UInt64,
    checksum String comment 'SHA-256 over the columns above and all pages (warehouse/frozen/checksum.ts)'
)
engine = {{engine.merge}}
order by id
settings {{settings.durable}};
