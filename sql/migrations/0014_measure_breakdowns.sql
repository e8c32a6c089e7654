-- Computed figures may have several breakdowns, and a figure of their own for the quarter and the year so far beside each.
-- What was computed before has neither, and is computed again: the jobs have another version or another name.
-- Cost: metadata only.
alter table app.ads_org_measure {{on_cluster}}
    add column if not exists breakdown LowCardinality(String) comment 'which breakdown `item` is a value of; empty for the total' after org_id,
    add column if not exists span LowCardinality(String) comment 'empty for the month; quarter or year so far, of what counts once in them' after item;
