-- Messages that could not be decoded or mapped, with their bytes (encrypted), where they stood and why.
-- Grain: one row per message; delivered again it replaces itself. Written before any log passes the message.
create table if not exists ops.sys_dead_letter {{on_cluster}}
(
    source LowCardinality(String),
    position UInt64,
    topic LowCardinality(String),
    epoch UInt8,
    -- closed list: malformed_json, unknown_format, unknown_table, bad_value, missing_column, no_key, too_large, …
    reason LowCardinality(String),
    -- what exactly was wrong, without any value of the message
    detail String,
    -- tables that the message is of, as far as it says; empty: it may be of any of its topic
    tables Array(LowCardinality(String)),
    -- sealed with the dead-letter key: {key, value, headers}
    sealed String,
    key_id UInt32,
    bytes UInt32,
    sent_at DateTime64(3, 'Asia/Shanghai'),
    stored_at DateTime64(3, 'Asia/Shanghai') default now64(3),
    -- waiting | replayed; a replay that fails again waits again
    state Enum8('waiting' = 0, 'replayed' = 1),
    version UInt64
)
engine = {{engine.replacing(version)}}
order by (source, position);
