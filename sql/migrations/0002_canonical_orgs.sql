-- Organisations gain their system, the organisation that they are an alias of, and for which entities they do not count.
-- In rows from before everything stands for itself and counts. Cost: metadata only.
alter table app.dim_org {{on_cluster}}
    add column if not exists system UInt8 after version,
    add column if not exists canonical_org_id UInt64 after system,
    add column if not exists uncounted UInt64 after canonical_org_id,
    add column if not exists tree_has_aliases UInt8 after uncounted,
    add column if not exists tree_uncounted UInt64 after tree_has_aliases;
alter table app.dim_org_next {{on_cluster}}
    add column if not exists system UInt8 after version,
    add column if not exists canonical_org_id UInt64 after system,
    add column if not exists uncounted UInt64 after canonical_org_id,
    add column if not exists tree_has_aliases UInt8 after uncounted,
    add column if not exists tree_uncounted UInt64 after tree_has_aliases;
alter table app.dim_org_month {{on_cluster}}
    add column if not exists system UInt8 after position,
    add column if not exists canonical_org_id UInt64 after system,
    add column if not exists uncounted UInt64 after canonical_org_id,
    add column if not exists tree_has_aliases UInt8 after uncounted,
    add column if not exists tree_uncounted UInt64 after tree_has_aliases;
alter table app.ads_measure_tree {{on_cluster}}
    add column if not exists uncounted UInt64 after path;
