-- 团组织: organisation.
-- Rendered by "npm run sql" from the entry in warehouse/catalogue/entities; what is edited here is lost.
-- The flags of its entry status (组织录入情况: `is_logged_in`, `is_info_complete`, `is_children_created`) do not follow from each other. `has_retention_right` says whether it may keep a share of the dues, `sub_account_status` whether that can be paid out to it.
-- The log. Grain: one row per accepted version of a source row (ev = 1), plus the other signed rows that it causes (ev = 0).
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
    -- fields of the entity
    org_id UInt64, -- 组织
    parent_org_id UInt64, -- 上级组织
    org_full_name String, -- 组织全称
    org_short_name String, -- 组织简称
    org_type LowCardinality(String), -- 组织类别: leading_organ, committee, work_committee, general_branch, branch
    region_code LowCardinality(String), -- 行政区划代码
    industry_code LowCardinality(String), -- 行业类别: school, enterprise, government, institution, urban_community, village, social_org, other
    school_stage LowCardinality(String), -- 学段: none, junior_high, senior_high, vocational, university
    status LowCardinality(String), -- 状态: active, deregistered, merged
    created_on Date32, -- 成立日期
    is_logged_in UInt8, -- 已登录系统
    is_info_complete UInt8, -- 组织信息完整
    is_children_created UInt8, -- 已创建直属下级
    has_retention_right UInt8, -- 留存团费权限
    sub_account_status LowCardinality(String), -- 团费子账户: none, valid, invalid
    org_purpose LowCardinality(String), -- 特设组织: regular, graduate_org, awaiting_transfer, temp_bridging_branch, floating_branch, overseas_branch, delayed_graduate_org
    secretary_key UInt64, -- 书记假名
    admin_quota UInt32, -- 行政编制数
    admin_filled UInt32, -- 行政编制实际配备数
    inst_quota UInt32, -- 事业编制数
    inst_filled UInt32, -- 事业编制实际配备数
    youth_count UInt32, -- 14~28周岁青年数
    party_recommendation_count UInt32, -- 年度经推优入党团员数
    is_school_org UInt8, -- 学校组织
    school_code LowCardinality(String), -- 学校编号
    grad_year UInt32, -- 毕业年份
    star_rating LowCardinality(String), -- 对标定级: none, five, four, three, two, ungraded
    site_id LowCardinality(String), -- 独立分站
    recorded_on Date32, -- 录入日期
    rating_year UInt32, -- 定级年度
    has_contact_number UInt8, -- 已填联系电话
    has_email UInt8, -- 已填电子邮箱
    has_admin_quota UInt8, -- 已填行政编制数
    has_admin_filled UInt8, -- 已填行政编制实际配备数
    has_inst_quota UInt8, -- 已填事业编制数
    has_inst_filled UInt8, -- 已填事业编制实际配备数
    expected_members UInt32, -- 应报到团员数
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

-- Current rows. Grain: one row per organisation that counts now. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_org {{on_cluster}} as
select
    system,
    id,
    org_id,
    parent_org_id,
    org_full_name,
    org_short_name,
    org_type,
    region_code,
    industry_code,
    school_stage,
    status,
    created_on,
    is_logged_in,
    is_info_complete,
    is_children_created,
    has_retention_right,
    sub_account_status,
    org_purpose,
    secretary_key,
    admin_quota,
    admin_filled,
    inst_quota,
    inst_filled,
    youth_count,
    party_recommendation_count,
    is_school_org,
    school_code,
    grad_year,
    star_rating,
    site_id,
    recorded_on,
    rating_year,
    has_contact_number,
    has_email,
    has_admin_quota,
    has_admin_filled,
    has_inst_quota,
    has_inst_filled,
    expected_members
from app.dwd_org_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    parent_org_id,
    org_full_name,
    org_short_name,
    org_type,
    region_code,
    industry_code,
    school_stage,
    status,
    created_on,
    is_logged_in,
    is_info_complete,
    is_children_created,
    has_retention_right,
    sub_account_status,
    org_purpose,
    secretary_key,
    admin_quota,
    admin_filled,
    inst_quota,
    inst_filled,
    youth_count,
    party_recommendation_count,
    is_school_org,
    school_code,
    grad_year,
    star_rating,
    site_id,
    recorded_on,
    rating_year,
    has_contact_number,
    has_email,
    has_admin_quota,
    has_admin_filled,
    has_inst_quota,
    has_inst_filled,
    expected_members
having sum(sign) > 0;
