-- Statement of the retention of dues (团费留存), written by jobs/retention. All amounts in fen.
-- Grain: organisation × month; only organisations with dues of the month in their subtree, or with the right.
-- Every row balances: collected_fen = own_fen + from_children_fen + retained_below_fen + what is unallocated
-- (no_right_fen … rounding_fen) + to_superiors_fen. Ratios are configuration, never a national rule.
-- A job replaces the partition of its month in one step.
create table if not exists app.ads_dues_retention {{on_cluster}}
(
    -- first day of the month
    month Date32,
    org_id UInt64,
    parent_org_id UInt64,
    -- level whose share it takes: grassroots, county, city, province
    class LowCardinality(String),
    -- at the end of the month
    has_right UInt8,
    sub_account_status LowCardinality(String),
    -- it has the right, but a superior of the same level keeps the share already
    is_second_right UInt8,
    -- in parts of 10,000
    ratio UInt16,
    -- cash basis, of the organisation and everything below it
    collected_fen Int64,
    -- RET02, RET03, RET04
    own_fen Int64,
    from_children_fen Int64,
    children_total_fen Int64,
    -- kept by everything below it
    retained_below_fen Int64,
    to_superiors_fen Int64,
    -- RET06 of it and everything below it, by cause
    no_right_fen Int64,
    accounts_invalid_fen Int64,
    missing_level_fen Int64,
    unclaimed_fen Int64,
    rounding_fen Int64,
    -- last day that the figures cover
    as_of Date32
)
engine = {{engine.merge}}
partition by toYear(month) * 100 + toMonth(month)
order by org_id;
