-- 团费交纳: dues payment.
-- Rendered by "npm run sql" from the entry in warehouse/catalogue/entities; what is edited here is lost.
-- The log. Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
-- A stock is sum(sign) up to a day, a flow sum(sign) over a day or a business date; sums need no filter on ev.
-- One insert is one batch and one part: versions, signed rows, projections and stream position stand or fall together.
create table if not exists app.dwd_dues_payment_log {{on_cluster}}
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
    org_id UInt64, -- 出账支部
    bill_id UInt64, -- 账单
    bill_month Date32, -- 账单月份
    member_id UInt64, -- 交费人
    amount_fen Int64, -- 实收金额
    channel LowCardinality(String), -- 交费渠道: wechat, alipay, unionpay, cash
    is_proxy UInt8, -- 代交
    is_backpay UInt8, -- 补交
    paid_on Date32, -- 交费日期
    is_voluntary UInt8, -- 自愿交纳
    batch UInt64,
    -- only on the watermark row of a batch, key (0, 0), ver = batch: the position of every source, and who wrote
    watermark Map(String, UInt64),
    writer UInt64,
    -- cash basis
    projection by_day (
        select paid_on, channel, org_id, sum(sign), sum(sign * amount_fen)
        group by paid_on, channel, org_id
    ),
    -- by the bill that was paid
    projection by_month (
        select bill_month, is_voluntary, org_id, sum(sign), sum(sign * amount_fen)
        group by bill_month, is_voluntary, org_id
    ),
    -- the latest events, for the ticker
    projection recent (
        select changed_at, day, transition, sign, org_id, amount_fen
        order by changed_at
    ),
    -- which rows belong to a parent, for rows that follow it
    projection of_bill (
        select ev, system, bill_id, id
        order by ev, system, bill_id, id
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

-- Current rows. Grain: one row per dues payment that counts now. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_dues_payment {{on_cluster}} as
select
    system,
    id,
    org_id,
    bill_id,
    bill_month,
    member_id,
    amount_fen,
    channel,
    is_proxy,
    is_backpay,
    paid_on,
    is_voluntary
from app.dwd_dues_payment_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    bill_id,
    bill_month,
    member_id,
    amount_fen,
    channel,
    is_proxy,
    is_backpay,
    paid_on,
    is_voluntary
having sum(sign) > 0;
