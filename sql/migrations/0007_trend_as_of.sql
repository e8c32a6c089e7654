-- Readers of the trends take them only when they are of the last night. Rows from before are of no known night.
-- Cost: metadata only; the next night replaces the table.
alter table app.ads_org_trend {{on_cluster}}
    add column if not exists as_of Date32;
