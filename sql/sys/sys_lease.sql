-- Who may do a thing that only one process may do at a time. Written by warehouse/platform/lease.ts by compare-and-set on seq.
-- Grain: one row per change of a lease; older ones fall away in merges, the highest seq of a name counts.
create table if not exists ops.sys_lease {{on_cluster}}
(
    name String comment 'what is leased, for example migrate',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    holder String comment 'process that wrote it: host, process id, random part',
    expires_at DateTime64(3, 'UTC') comment 'by the clock of the server; 1970 when given back'
)
engine = {{engine.replacing(seq)}}
order by name
settings {{settings.durable}}
