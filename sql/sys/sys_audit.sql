-- Who did what: signing in, opening the wall by a link, exporting, downloading, deciding, changing accounts. Append-only.
-- Grain: one row per deed. Kept three years; the law asks for six months (网络安全法, logs).
create table if not exists ops.sys_audit {{on_cluster}}
(
    at DateTime64(3, 'Asia/Shanghai'),
    id UUID comment 'random; orders deeds of the same millisecond',
    login String comment 'account; empty for a screen and for a login that cannot be one; "(command)" for npm run user',
    action LowCardinality(String) comment 'closed list in warehouse/control/accounts/audit.ts',
    org String comment 'organisation the deed is about, dim_org id or root; empty when there is none',
    detail String,
    address String comment 'network address of the caller; empty for a command'
)
engine = {{engine.merge}}
order by (at, id)
ttl toDateTime(at) + interval 3 year
settings {{settings.durable}}
