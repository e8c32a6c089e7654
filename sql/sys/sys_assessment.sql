-- Assessments (考核) that were published: of whom, of which year, up to which step. Sheets and points stand in the frozen sets
-- that a row names. The newest change of an id counts, all of them stay.
-- Grain: one row per change of an assessment. Written by warehouse/assessment/roundStore.ts by compare-and-set on seq.
create table if not exists ops.sys_assessment {{on_cluster}}
(
    id String comment 'scheme:year:organisation that assesses, league_work:2025:9007199254740993',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random part of the change, tells who won',
    scheme LowCardinality(String),
    title String comment 'what the scheme was called when it was published',
    year UInt64,
    org String comment 'dim_org id or root: whose direct children are assessed',
    -- published | final
    state LowCardinality(String),
    published_set String comment 'ops.sys_frozen_set: what the assessed were told',
    final_set String comment 'the same when it was final; empty before',
    objections_until Date32 comment 'last day on which the assessed may object',
    login String comment 'account that made this change',
    by_org String comment 'organisation of that account, dim_org id or root',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}};
