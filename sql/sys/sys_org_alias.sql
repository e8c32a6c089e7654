-- Which organisations of one system are, under another number, an organisation of the canonical tree.
-- Grain: one row per change of an alias; older ones fall away in merges, the highest seq of an organisation counts.
-- Written by `npm run orgs -- alias` by compare-and-set on the highest seq of the table; dim_org follows when it is rewritten next. The logs are never touched.
create table if not exists ops.sys_org_alias {{on_cluster}}
(
    org_id UInt64 comment 'dim_org id of the alias: hash of (system, source id)',
    seq UInt64 comment 'number of the change, rises by one with each command; the fence of the compare-and-set',
    canonical_org_id UInt64 comment 'the organisation that it stands for; 0 takes the alias back',
    named String comment 'how it was named: <system>:<its id there>, or its dim_org id',
    note String comment 'why, without persons',
    changed_by String comment 'account of the operating system',
    changed_at DateTime64(3, 'Asia/Shanghai'),
    writer String comment 'random, of the process that wrote the change'
)
engine = {{engine.replacing(seq)}}
order by org_id
settings {{settings.durable}}
