-- The organisation tree at the end of a job's window, while the job rolls its figures up. Grain: organisation × run.
-- A run reads and drops its own partition only, so runs cannot see each other's trees; what a killed run left expires.
create table if not exists app.ads_measure_tree {{on_cluster}}
(
    run UInt64,
    org_id UInt64,
    -- from the root down to and including the organisation itself
    path Array(UInt64),
    -- bit n is set when its rows do not count for the entity with place n in the catalogue
    uncounted UInt64,
    written_at DateTime default now()
)
engine = {{engine.merge}}
partition by run
order by org_id
ttl written_at + toIntervalDay(1)
settings ttl_only_drop_parts = 1;
