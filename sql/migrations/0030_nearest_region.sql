-- Organisations gain the region in which they lie: their own code, or that of the nearest superior that has one. Until the tree
-- is written again it is their own. Cost: metadata only.
alter table app.dim_org {{on_cluster}}
    add column if not exists nearest_region_code LowCardinality(String) default region_code after region_code;
alter table app.dim_org_next {{on_cluster}}
    add column if not exists nearest_region_code LowCardinality(String) default region_code after region_code;
alter table app.dim_org_month {{on_cluster}}
    add column if not exists nearest_region_code LowCardinality(String) default region_code after region_code;
