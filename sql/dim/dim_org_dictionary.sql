-- Look-ups by organisation at query time. Reloaded by the writer of dim_org, never by a timer: lifetime(0).
-- An organisation that is not in the tree yet yields 0 and '', which questions count as 未归属.
-- Its user has no password that could change: it is applied once, and again only when its text or the settings change.
create or replace dictionary app.org_tree {{on_cluster}}
(
    org_id UInt64,
    parent_org_id UInt64,
    org_type String,
    region_code String,
    nearest_region_code String,
    industry_code String,
    school_stage String,
    level UInt8,
    at_level_2 UInt64,
    at_level_3 UInt64,
    at_level_4 UInt64,
    at_level_5 UInt64,
    at_level_6 UInt64,
    at_level_7 UInt64,
    at_level_8 UInt64,
    at_level_9 UInt64,
    -- 0 when the organisation stands for itself
    canonical_org_id UInt64,
    uncounted UInt64,
    -- the same in every row: which tree is loaded
    version UInt64
)
primary key org_id
source(clickhouse({{credentials}} query 'select org_id, parent_org_id, org_type, region_code, nearest_region_code, industry_code, school_stage, level, at_level_2, at_level_3, at_level_4, at_level_5, at_level_6, at_level_7, at_level_8, at_level_9, canonical_org_id, uncounted, version from app.dim_org'))
layout(hashed())
lifetime(0);
