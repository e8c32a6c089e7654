-- Workbooks that accounts asked for: what, for whom, how far, and where it ended. Written by jobs/delivery/exports by compare-and-set on
-- seq, by the interface (asked for, cancelled) and the process that makes them.
-- Grain: one row per change of an export; older ones fall away in merges, the highest seq of an id counts.
create table if not exists ops.sys_export {{on_cluster}}
(
    id String comment 'random, 128 bit: nobody guesses the address of another file',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random part of the change, tells who won',
    at DateTime64(3, 'UTC') default now64(3, 'UTC') comment 'when the change was written, by the clock of the server: a running export that is silent is taken over',
    login String comment 'account that asked for it, the only one that may have it',
    scope_org String comment 'top of the subtree that the account could see then; the file holds nothing else',
    org String comment 'organisation that the file is about; must be in the scope again when it is fetched',
    kind LowCardinality(String) comment 'report | monthly | weekly',
    parameters String comment 'the request as JSON',
    title String comment 'name of the file, without its ending',
    state LowCardinality(String) comment 'queued | running | done | failed | cancelled | expired',
    share Float32 comment '0 … 1',
    rows UInt64,
    bytes UInt64,
    tries UInt8 comment 'how often a process began it',
    created_at DateTime64(3, 'Asia/Shanghai'),
    expires_at DateTime64(3, 'Asia/Shanghai') comment 'the file is deleted then; 1970 while there is none',
    error String comment 'why it failed, in words for the user'
)
engine = {{engine.replacing(seq)}}
order by id
ttl toDateTime(at) + interval 1 year
settings {{settings.durable}};
