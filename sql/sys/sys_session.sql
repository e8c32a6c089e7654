-- Who is signed in. Holds only the hash of what the browser keeps, so that nobody can sign in with a copy of this table.
-- Grain: one row per change of a session; the highest seq of an id counts. All rows of a session go together, after its end.
create table if not exists ops.sys_session {{on_cluster}}
(
    id FixedString(64) comment 'sha256 of the token in the cookie, hexadecimal',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random, of the process that wrote the change',
    login String,
    epoch UInt32 comment 'epoch of the account when it signed in',
    created_at DateTime64(3, 'Asia/Shanghai'),
    seen_at DateTime64(3, 'Asia/Shanghai') comment 'last request, give or take five minutes',
    ended Bool comment 'signed out'
)
engine = {{engine.replacing(seq)}}
order by id
ttl toDateTime(created_at) + interval 7 day
settings {{settings.durable}}
