-- 团员: member.
-- Rendered by "npm run sql" from the entry in warehouse/catalogue/entities; what is edited here is lost.
-- The log. Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
-- A stock is sum(sign) up to a day, a flow sum(sign) over a day or a business date; sums need no filter on ev.
-- One insert is one batch and one part: versions, signed rows, projections and stream position stand or fall together.
create table if not exists app.dwd_member_log {{on_cluster}}
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
    org_id UInt64, -- 所在团支部
    person_key UInt64, -- 人员假名
    status LowCardinality(String), -- 团员状态: registering, report_pending, active, transferring, aged_out, exit_withdraw, exit_self_left, exit_suspended, exit_expelled, moved_out_of_province
    report_status LowCardinality(String), -- 报到状态: none, submitted, approved, rejected
    gender LowCardinality(String), -- 性别: male, female, unknown
    birth_month Date32, -- 出生年月
    education LowCardinality(String), -- 学历: junior_high, senior_high, vocational, college, bachelor, postgraduate, unknown
    political_status LowCardinality(String), -- 政治面貌: league_member, party_member, probationary_party_member
    payer_class LowCardinality(String), -- 交费类别: student, wage, farmer, self_employed, relief, party_member, cadre_over_28
    joined_on Date32, -- 入团日期
    is_floating UInt8, -- 流动团员
    real_name_status LowCardinality(String), -- 实名认证: none, passed, passed_offline, failed
    member_no_key UInt64, -- 团员编号假名
    is_cadre UInt8, -- 任团干部
    grad_year UInt32, -- 毕业年份
    is_volunteer UInt8, -- 注册志愿者
    destination LowCardinality(String), -- 毕业去向: progression, employment, army, awaiting_employment, abroad, other
    member_no_year UInt32, -- 团员编号年份
    recorded_on Date32, -- 录入日期
    batch UInt64,
    -- only on the watermark row of a batch, key (0, 0), ver = batch: the position of every source, and who wrote
    watermark Map(String, UInt64),
    writer UInt64,
    -- what is new since a batch, for logs whose rows follow this one
    index batches batch type minmax granularity 4,
    -- stocks by organisation
    projection by_org (
        select org_id, status, report_status, payer_class, sum(sign)
        group by org_id, status, report_status, payer_class
    ),
    -- attributes, for the province as a whole
    projection by_dims (
        select status, gender, education, political_status, payer_class, birth_month, sum(sign)
        group by status, gender, education, political_status, payer_class, birth_month
    ),
    -- movement: any past day, any period
    projection by_day (
        select day, transition, status, report_status, org_id, sum(sign)
        group by day, transition, status, report_status, org_id
    ),
    -- attributes of a subtree
    projection of_org (
        select org_id, day, transition, sign, status, report_status, gender, education, political_status, payer_class, birth_month
        order by org_id, day
    ),
    -- the latest events, for the ticker
    projection recent (
        select changed_at, day, transition, sign, org_id, status
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

-- Current rows. Grain: one row per member that counts now. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_member {{on_cluster}} as
select
    system,
    id,
    org_id,
    person_key,
    status,
    report_status,
    gender,
    birth_month,
    education,
    political_status,
    payer_class,
    joined_on,
    is_floating,
    real_name_status,
    member_no_key,
    is_cadre,
    grad_year,
    is_volunteer,
    destination,
    member_no_year,
    recorded_on
from app.dwd_member_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    person_key,
    status,
    report_status,
    gender,
    birth_month,
    education,
    political_status,
    payer_class,
    joined_on,
    is_floating,
    real_name_status,
    member_no_key,
    is_cadre,
    grad_year,
    is_volunteer,
    destination,
    member_no_year,
    recorded_on
having sum(sign) > 0;
