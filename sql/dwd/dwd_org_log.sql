-- Signed change log of one entity: organisation.
-- Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
-- A stock is sum(sign) up to a day, a flow sum(sign) over a day or a business date; sums need no filter on ev.
-- One insert is one batch and one part: versions, signed rows, projections and stream position stand or fall together.
create table if not exists app.dwd_org_log {{on_cluster}}
(
    -- 1 = a version of the row (deletions too); 0 = any other signed row, and the watermark row of a batch
    ev UInt8,
    -- key: source system and its own row id; a text key is hashed, and kept in key_text
    system UInt8,
    id UInt64,
    -- order of the versions of a key: epoch (8 bits), offset (40), place in the message (16); identity is (ver, source)
    ver UInt64,
    source LowCardinality(String),
    key_text String,
    -- which secret made the pseudonyms of this row
    key_id UInt32,
    -- where the change stood in the source's own log, for the replay filter
    lineage LowCardinality(String),
    source_pos UInt128,
    -- does the row exist: 0 deleted, 1 yes, 2 not said (the column of the mark was not sent), 3 marked as deleted
    alive UInt8,
    -- bit n is set when the version really sent field n
    sent UInt64,
    sign Int8,
    transition Enum8('none' = 0, 'enter' = 1, 'leave' = 2, 'gone' = 3, 'move_in' = 4, 'move_out' = 5, 'edit_in' = 6, 'edit_out' = 7, 'return' = 8, 'appear' = 9),
    -- effective day of the sign; day and instant of the change behind it
    day Date32,
    changed_on Date32,
    changed_at DateTime64(3, 'Asia/Shanghai'),
    org_id UInt64,
    parent_org_id UInt64,
    org_full_name String,
    org_short_name String,
    org_type LowCardinality(String),
    region_code LowCardinality(String),
    industry_code LowCardinality(String),
    school_stage LowCardinality(String),
    status LowCardinality(String),
    created_on Date32,
    -- entry status (组织录入情况): three flags that do not follow from each other
    is_logged_in UInt8,
    is_info_complete UInt8,
    is_children_created UInt8,
    -- may the organisation keep a share of the dues, and can it be paid out to it
    has_retention_right UInt8,
    sub_account_status LowCardinality(String),
    org_purpose LowCardinality(String),
    secretary_key UInt64,
    admin_quota UInt32,
    admin_filled UInt32,
    inst_quota UInt32,
    inst_filled UInt32,
    youth_count UInt32,
    party_recommendation_count UInt32,
    is_school_org UInt8,
    school_code LowCardinality(String),
    grad_year UInt32,
    star_rating LowCardinality(String),
    site_id LowCardinality(String),
    batch UInt64,
    -- only on the watermark row of a batch, key (0, 0), ver = batch: the position of every source, and who wrote
    watermark Map(String, UInt64),
    writer UInt64,
    -- head of the chain and position of the streams
    projection position (
        select max(batch), maxMap(watermark)
    )
)
engine = {{engine.log}}
order by (ev, system, id, ver, source)
settings {{settings.log}}
comment 'rules=3';
