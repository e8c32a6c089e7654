-- 活动: activity.
-- Rendered by "npm run sql" from the entry in warehouse/catalogue/entities; what is edited here is lost.
-- The log. Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
-- A stock is sum(sign) up to a day, a flow sum(sign) over a day or a business date; sums need no filter on ev.
-- One insert is one batch and one part: versions, signed rows, projections and stream position stand or fall together.
create table if not exists app.dwd_activity_log {{on_cluster}}
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
    -- fields of the entity
    org_id UInt64, -- 主办组织
    category LowCardinality(String), -- 活动类别: ideological, innovation, public_service, internship, rights, friendship, culture_sports, training
    kind LowCardinality(String), -- 活动形式: offline, online
    status LowCardinality(String), -- 活动状态: draft, published, signing_up, running, ended, cancelled
    published_on Date32, -- 发布日期
    is_cross_city UInt8, -- 跨市活动
    host_kind LowCardinality(String), -- 主办方类别: org, youth_home, club
    host_id UInt64, -- 主办青年之家或社团
    while_suspended UInt8, -- 主办社团停权期间发布
    batch UInt64,
    -- only on the watermark row of a batch, key (0, 0), ver = batch: the position of every source, and who wrote
    watermark Map(String, UInt64),
    writer UInt64,
    -- what is new since a batch, for logs whose rows follow this one
    index batches batch type minmax granularity 4,
    projection by_status (
        select status, category, kind, published_on, day, org_id, sum(sign)
        group by status, category, kind, published_on, day, org_id
    ),
    -- of clubs and youth homes
    projection by_host (
        select host_kind, published_on, category, kind, org_id, sum(sign)
        group by host_kind, published_on, category, kind, org_id
    ),
    -- the latest events, for the ticker
    projection recent (
        select changed_at, day, transition, sign, org_id, status, category
        order by changed_at
    ),
    -- head of the chain and position of the streams
    projection position (
        select max(batch), maxMap(watermark)
    )
)
engine = {{engine.log}}
order by (ev, system, id, ver, source)
settings {{settings.log}}
comment 'rules=3';

-- Current rows. Grain: one row per activity that counts now. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_activity {{on_cluster}} as
select
    system,
    id,
    org_id,
    category,
    kind,
    status,
    published_on,
    is_cross_city,
    host_kind,
    host_id,
    while_suspended
from app.dwd_activity_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    category,
    kind,
    status,
    published_on,
    is_cross_city,
    host_kind,
    host_id,
    while_suspended
having sum(sign) > 0;
