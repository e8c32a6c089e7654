-- How many rows some logs hold, and in which table: what changes with every batch and every rebuild.
-- Grain: one row per log; null where the table does not know. Costs a fifth of asking for the heads.
-- Parameters: logs (names of entities).
select
    name,
    toString(uuid) as uuid,
    toString(total_rows) as total_rows
from system.tables
where
    database = 'app'
    and name in arrayMap(log -> concat('dwd_', log, '_log'), {logs: Array(String)})
order by name asc
