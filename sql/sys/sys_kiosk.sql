-- Links that open the wall, and nothing else, without signing in: for screens that nobody sits at.
-- Grain: one row per change of a link; older ones fall away in merges, the highest seq of an id counts.
create table if not exists ops.sys_kiosk {{on_cluster}}
(
    id String comment 'short, for people; opens nothing',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random, of the process that wrote the change',
    token_hash FixedString(64) comment 'sha256 of the token in the link, hexadecimal',
    name String comment 'where the screen stands',
    org String comment 'dim_org id of the organisation whose subtree the screen may show, or root',
    revoked Bool,
    created_at DateTime64(3, 'Asia/Shanghai'),
    changed_at DateTime64(3, 'Asia/Shanghai'),
    seen_at DateTime64(3, 'Asia/Shanghai') comment 'when a screen last showed the wall by it, give or take five minutes; 1970 for never'
)
engine = {{engine.replacing(seq)}}
order by id
settings {{settings.durable}}
