-- Identities that must hold, checked per month: both sides are computed on ways of their own.
-- Grain: month × identity × organisation. Of an identity that holds, and for one that could not be checked, there is one row
-- for the whole instance (org_id 0); of one that does not, a row per organisation at which it fails.
-- Written by the job quality, which replaces a month in one step.
create table if not exists app.ads_data_quality {{on_cluster}}
(
    -- first day of the month
    month Date32,
    -- 0 is the whole instance
    org_id UInt64,
    -- member_flow, children, org_parent, member_org, key_order, retention
    identity LowCardinality(String),
    -- of the identity: stop = figures that break it must not be used; warn = somebody should look
    grade Enum8('warn' = 0, 'stop' = 1),
    outcome Enum8('holds' = 0, 'fails' = 1, 'skipped' = 2),
    left_value Int64,
    right_value Int64,
    difference Int64,
    -- what was compared (of which metric), or why it was skipped
    note String,
    -- last day that was checked
    as_of Date32
)
engine = {{engine.merge}}
partition by toYear(month) * 100 + toMonth(month)
order by (identity, org_id, note);
