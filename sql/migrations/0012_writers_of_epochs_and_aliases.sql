-- Epochs of streams and aliases of organisations name who wrote them, as all that is written by compare-and-set does.
-- Cost: metadata only.
alter table ops.sys_source_epoch {{on_cluster}} add column if not exists writer String;
alter table ops.sys_org_alias {{on_cluster}} add column if not exists writer String;
