-- 组织关系转接: transfer of a member's organisational relation.
-- Rendered by "npm run sql" from the entry in warehouse/catalogue/entities; what is edited here is lost.
-- Owner is the branch that the member leaves; `to_org_id` is where to. One that arrears blocked was never started.
-- The log. Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
-- A stock is sum(sign) up to a day, a flow sum(sign) over a day or a business date; sums need no filter on ev.
-- One insert is one batch and one part: versions, signed rows, projections and stream position stand or fall together.
create table if not exists app.dwd_transfer_log {{on_cluster}}
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
    org_id UInt64, -- 转出支部
    to_org_id UInt64, -- 转入支部
    member_id UInt64, -- 团员
    from_province LowCardinality(String), -- 转出省份
    to_province LowCardinality(String), -- 转入省份
    started_by LowCardinality(String), -- 发起方: member, branch, in_org
    reason LowCardinality(String), -- 转接原因: progression, employment, army, awaiting_employment, abroad, other
    status LowCardinality(String), -- 转接状态: open, done_manual, done_auto, returned, withdrawn, rejected_unconfirmed, blocked_by_dues
    current_step LowCardinality(String), -- 当前环节: none, confirm, out_branch, out_superior, in_branch, in_superior
    is_graduate UInt8, -- 毕业生团员
    cohort_year UInt32, -- 毕业年份
    started_on Date32, -- 发起日期
    confirmed_on Date32, -- 本人确认日期
    ended_on Date32, -- 办结日期
    batch UInt64,
    -- only on the watermark row of a batch, key (0, 0), ver = batch: the position of every source, and who wrote
    watermark Map(String, UInt64),
    writer UInt64,
    -- by the branch that is left
    projection by_start (
        select started_on, reason, started_by, status, org_id, sum(sign)
        group by started_on, reason, started_by, status, org_id
    ),
    -- by the branch that is joined, and by province
    projection by_end (
        select ended_on, status, reason, to_province, to_org_id, org_id, sum(sign)
        group by ended_on, status, reason, to_province, to_org_id, org_id
    ),
    -- graduates
    projection by_cohort (
        select cohort_year, is_graduate, status, reason, org_id, sum(sign)
        group by cohort_year, is_graduate, status, reason, org_id
    ),
    -- what is under way
    projection by_step (
        select current_step, status, org_id, to_org_id, sum(sign)
        group by current_step, status, org_id, to_org_id
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

-- Current rows. Grain: one row per transfer of a member's organisational relation that counts now. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_transfer {{on_cluster}} as
select
    system,
    id,
    org_id,
    to_org_id,
    member_id,
    from_province,
    to_province,
    started_by,
    reason,
    status,
    current_step,
    is_graduate,
    cohort_year,
    started_on,
    confirmed_on,
    ended_on
from app.dwd_transfer_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    to_org_id,
    member_id,
    from_province,
    to_province,
    started_by,
    reason,
    status,
    current_step,
    is_graduate,
    cohort_year,
    started_on,
    confirmed_on,
    ended_on
having sum(sign) > 0;
