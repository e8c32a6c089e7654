-- Reference rows that administrators enter on the page, beside those of the CSV files (warehouse/OPERATIONS.md,
-- 参考值): from a day on a value holds for the organisations of the scope. The newest change of an id counts, all of them stay: who
-- entered it, who withdrew it and why.
-- Grain: one row per change of a reference row. Written by warehouse/reference/enteredRows.ts by compare-and-set on seq.
create table if not exists ops.sys_reference_row {{on_cluster}}
(
    id String comment 'subject, scope and day: what a row can only say once',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random part of the change, tells who won',
    what LowCardinality(String) comment 'a subject of warehouse/catalogue/referenceValues.ts, or retention_split: the shares of all levels as one',
    -- the scope, as in the CSV: an organisation alone, or any of the others
    org String comment 'dim_org id of the one organisation; empty for all',
    region String comment 'first digits of administrative codes; empty is everywhere',
    org_level LowCardinality(String) comment 'province | city | county | town | below; empty for all',
    system UInt8 comment 'number of the source system; 0 for all',
    valid_from String comment 'business day, YYYY-MM-DD',
    value String comment 'as in the CSV, in the unit of the subject; empty: nothing holds from that day on. Of a split five shares in parts of 10,000 with slashes between, from the grass roots up',
    source String comment 'document and article',
    is_withdrawn Bool,
    login String comment 'account of this change',
    reason String comment 'why it was withdrawn; empty for the entry',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}}
