-- The organisation tree as it is now, one row per organisation that was ever seen, plus 未归属.
-- Derived from dwd_org_log by the writer of that log, rewritten as a whole and exchanged when organisations changed.
-- Facts store only their owning organisation; everything above it is looked up here at query time, so an organisation that
-- moves takes its past with it (comparable scope, 可比口径).
-- Several systems: an alias stands where its canonical organisation stands, so look-ups by path and level need no more.
create table if not exists app.dim_org {{on_cluster}}
(
    -- 64-bit hash of (source system, source id)
    org_id UInt64,
    parent_org_id UInt64,
    org_full_name String,
    org_short_name String,
    org_type LowCardinality(String),
    region_code LowCardinality(String),
    -- its own, or that of the nearest superior that has one: where dated rules and values for a region hold
    nearest_region_code LowCardinality(String) default region_code,
    industry_code LowCardinality(String),
    school_stage LowCardinality(String),
    status LowCardinality(String),
    -- 2 = province, 3 = city, 4 = county, 5 = town, 6 and more = below
    level UInt8,
    -- from the root down to and including the organisation itself
    path Array(UInt64),
    -- the organisation of the path that stands at this level, 0 when the path ends above it
    at_level_2 UInt64,
    at_level_3 UInt64,
    at_level_4 UInt64,
    at_level_5 UInt64,
    at_level_6 UInt64,
    at_level_7 UInt64,
    at_level_8 UInt64,
    at_level_9 UInt64,
    -- place among all organisations when the tree is read top down, siblings by region code and id
    position UInt32,
    -- hash of what this tree was built from: head of dwd_org_log, aliases, counting rules; the same in every row
    version UInt64,
    -- source system that told of it (ingest/mapping/<system>/system.yaml); 0 is 未归属
    system UInt8,
    -- the organisation of the canonical tree that it is an alias of (ops.sys_org_alias), 0 when it stands for itself. An alias
    -- has the place and the attributes of that organisation, and the status alias, so that no list shows it
    canonical_org_id UInt64,
    -- bit n is set when its rows do not count for the entity with place n in the catalogue (counting_system.csv)
    uncounted UInt64,
    -- what queries must look out for, the same in every row: is anything an alias, and for which entities something does not count
    tree_has_aliases UInt8,
    tree_uncounted UInt64
)
engine = {{engine.merge}}
order by org_id;
