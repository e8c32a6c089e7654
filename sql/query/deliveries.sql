-- The newest change of each delivery that is in one of these states, and whether the process that works on it is alive:
-- its lease, by the clock of the server. Grain: one row per delivery. Instants in milliseconds since 1970.
with
    holders as (
        select
            name,
            argMax(expires_at, seq) > now64(3, 'UTC') as is_alive
        from ops.sys_lease
        where startsWith(name, 'mailer:')
        group by name
    )
select
    id,
    delivery.seq as seq,
    mailing,
    period,
    recipient,
    org,
    correction,
    org_name,
    state,
    tries,
    refusals,
    toUnixTimestamp64Milli(delivery.at) as at_ms,
    toUnixTimestamp64Milli(retry_at) as retry_ms,
    reason,
    message_id,
    subject,
    figures,
    bytes,
    holder,
    attempt,
    decided_by,
    ifNull(holders.is_alive, 0) as is_alive
from ops.sys_delivery as delivery
left join holders on delivery.holder = holders.name
where (delivery.id, delivery.seq) in (
    select
        id,
        max(seq)
    from ops.sys_delivery
    where ({mailing: String} = '' or mailing = {mailing: String})
        and ({period: String} = '' or period = {period: String})
        and ({id: String} = '' or id = {id: String})
    group by id
    having argMax(state, seq) in {states: Array(String)}
)
order by
    delivery.at desc,
    id
limit {limit: UInt32}
