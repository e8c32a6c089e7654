-- Which tree the dictionary holds, beside the heads of the logs: what a picture is asked anew for when it changes.
-- Grain: one row. Costs next to nothing, and is asked several times a second.
select 'tree' as name, ifNull(dictGet('app.org_tree', 'version', (select org_id from app.dim_org limit 1)), 0) as head
