-- A month of the statement while the job writes it; its partition then replaces that of ads_dues_retention. Same columns.
create table if not exists app.ads_dues_retention_next {{on_cluster}} as app.ads_dues_retention
engine = {{engine.merge}}
partition by toYear(month) * 100 + toMonth(month)
order by org_id;
