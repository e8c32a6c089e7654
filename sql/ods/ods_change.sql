-- Every accepted change as the source had it: the columns that a mapping names, unconverted, personal ones as pseudonyms.
-- Grain: one row per change (a message can hold several). Written before the log of its entity; doubled deliveries
-- collapse. Kept for ever: a corrected mapping is replayed from here.
create table if not exists ops.ods_change {{on_cluster}}
(
    system UInt8,
    entity LowCardinality(String),
    id UInt64,
    ver UInt64,
    source LowCardinality(String),
    key_text String,
    key_id UInt32,
    table LowCardinality(String),
    op LowCardinality(String),
    -- 1 = a row of a full snapshot, 2 = of an incremental one
    snapshot UInt8,
    lineage LowCardinality(String),
    source_pos UInt128,
    changed_at DateTime64(3, 'Asia/Shanghai'),
    -- column -> value as text; a column that was sent as null is missing in data and named in nulls
    data Map(String, String),
    nulls Array(LowCardinality(String)),
    stored_at DateTime64(3, 'Asia/Shanghai') default now64(3),
    -- offset and place in the message where the commit time stands in ver, which several changes can share
    place UInt64,
    -- the row is the first or last of a full snapshot (of all its tables, or of the table)
    mark Enum8('none' = 0, 'first' = 1, 'first_of_table' = 2, 'last_of_table' = 3, 'last' = 4),
    -- connector and position in the source's log at which the full snapshot of the row was taken: tells a snapshot that was
    -- broken off from its repetition; empty when the source does not say
    snapshot_of LowCardinality(String),
    -- when the broker took the message; 1970 in rows from before the column
    sent_at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.replacing}}
order by (system, entity, id, ver, source, place)
settings index_granularity = 8192;
