-- The next tree while it is being written; exchanged with dim_org. Same columns.
create table if not exists app.dim_org_next {{on_cluster}} as app.dim_org
engine = {{engine.merge}}
order by org_id;
