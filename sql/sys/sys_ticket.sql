-- Written explanations (书面说明) of changes beyond the limit: who has to explain what, what was written, who decided. The newest
-- change of an id counts, all of them stay: they are the exchange, and say what was open on which day.
-- Grain: one row per change of a ticket. A ticket is one month, organisation and stock. Written by warehouse/tickets/ticketStore.ts by
-- compare-and-set on seq. Accounts stand here by their login, persons do not.
create table if not exists ops.sys_ticket {{on_cluster}}
(
    id String comment 'month:kind:organisation, 2026-10:members:9007199254740993',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random part of the change, tells who won',
    month Date32 comment 'first day of the month that is explained',
    org_id UInt64,
    -- members | orgs
    kind LowCardinality(String),
    -- open | returned | explained | accepted
    state LowCardinality(String),
    holds UInt8 comment '0: corrected figures are no longer beyond the limit',
    -- the figures that it was opened with; they never change
    value UInt64 comment 'at the end of the month',
    base_value UInt64 comment 'at the end of the month that it was compared with',
    base_month Date32,
    year_value UInt64 comment 'a year before, where that was looked at too',
    has_year_value UInt8,
    percent Float64 comment 'the limit',
    opened_on Date32 comment 'the day on which the month settled: from then on it is open, whenever the job came to it',
    due_on Date32 comment 'until when the next step is due, 1970-01-01 without a limit',
    escalated_on Date32 comment 'when it became the matter of the superior for being late, 1970-01-01 while it is not',
    -- why this change was written: opened | explained | returned | accepted | escalated | lapsed | restored
    action LowCardinality(String),
    text String comment 'the explanation, or the reason with which it was returned; empty of every other change',
    login String comment 'account that did it; empty for the product itself',
    by_org String comment 'organisation of that account, dim_org id or root',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}};
