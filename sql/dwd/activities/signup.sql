-- 活动报名: sign-up to an activity.
-- Rendered by "npm run sql" from the entry in warehouse/catalogue/entities; what is edited here is lost.
-- The log. Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
-- A stock is sum(sign) up to a day, a flow sum(sign) over a day or a business date; sums need no filter on ev.
-- One insert is one batch and one part: versions, signed rows, projections and stream position stand or fall together.
create table if not exists app.dwd_signup_log {{on_cluster}}
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
    member_org_id UInt64, -- 报名人所在支部
    activity_id UInt64, -- 活动
    member_id UInt64, -- 报名人
    status LowCardinality(String), -- 报名状态: submitted, approved, rejected, cancelled, absent
    submitted_on Date32, -- 报名日期
    person_key UInt64, -- 人员假名
    gender LowCardinality(String), -- 性别: male, female, unknown
    birth_month Date32, -- 出生年月
    batch UInt64,
    -- only on the watermark row of a batch, key (0, 0), ver = batch: the position of every source, and who wrote
    watermark Map(String, UInt64),
    writer UInt64,
    projection by_day (
        select submitted_on, status, org_id, sum(sign)
        group by submitted_on, status, org_id
    ),
    -- which rows belong to a parent, for rows that follow it
    projection of_activity (
        select ev, system, activity_id, id
        order by ev, system, activity_id, id
    ),
    -- which rows belong to a parent, for rows that follow it
    projection of_member (
        select ev, system, member_id, id
        order by ev, system, member_id, id
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

-- Current rows. Grain: one row per sign-up to an activity that counts now. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_signup {{on_cluster}} as
select
    system,
    id,
    org_id,
    member_org_id,
    activity_id,
    member_id,
    status,
    submitted_on,
    person_key,
    gender,
    birth_month
from app.dwd_signup_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    member_org_id,
    activity_id,
    member_id,
    status,
    submitted_on,
    person_key,
    gender,
    birth_month
having sum(sign) > 0;
