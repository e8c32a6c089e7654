-- What each wall is told to show. It outlives a restart of the server and of the wall.
-- Grain: one row per change of a wall's order; older ones fall away in merges, the highest seq of an id counts. Written by
-- warehouse/control/walls/wallOrders.ts by compare-and-set on seq.
create table if not exists ops.sys_wall {{on_cluster}}
(
    id String comment 'ops.sys_kiosk id, or local for the wall at the machine of the server',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random, of the process that wrote the change',
    order_text String comment 'JSON of WallOrder (warehouse/contract/wallOrder.ts)',
    previous_text String comment 'the order before it, for undo',
    login String comment 'account that ordered it',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.replacing(seq)}}
order by id
settings {{settings.durable}}
