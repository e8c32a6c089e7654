-- Objections (异议) of the assessed against a published assessment, and what the superior answered. The newest change of an id
-- counts, all of them stay: they are the exchange.
-- Grain: one row per change of an objection; an organisation has one per assessment. Written by
-- warehouse/assessment/roundStore.ts by compare-and-set on seq. Accounts stand here by their login, persons do not.
create table if not exists ops.sys_objection {{on_cluster}}
(
    id String comment 'assessment:organisation that objects, league_work:2025:9007199254740993:9007199254741000',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random part of the change, tells who won',
    assessment String comment 'ops.sys_assessment',
    org String comment 'dim_org id of the organisation that objects',
    -- raised | upheld | rejected
    state LowCardinality(String),
    text String comment 'the objection, or the answer',
    login String comment 'account that made this change',
    by_org String comment 'organisation of that account, dim_org id or root',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}};
