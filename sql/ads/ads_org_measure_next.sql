-- A month of computed figures while a job writes it; its partition then replaces that of ads_org_measure. Same columns.
create table if not exists app.ads_org_measure_next {{on_cluster}} as app.ads_org_measure
engine = {{engine.merge}}
partition by (job, toYear(month) * 100 + toMonth(month))
order by (metric, org_id, item);
