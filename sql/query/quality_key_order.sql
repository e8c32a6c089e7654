-- Rows of one log whose changes of a month came over two partitions of one stream in one epoch: their order is not sure,
-- unless the mapping says "order: commit time". Grain: one row per window in which there are any (place, from 1); the name
-- of the log stands for any.
-- Parameters: froms, tos (windows, which ascend and do not overlap); entity, which is numbered where several logs are asked
-- at once.
select {entity: String} as log, place, count() as keys
from (
    select
        system,
        id,
        toUInt16(arrayFirstIndex((first, last) -> changed_on between first and last, {froms: Array(Date32)}, {tos: Array(Date32)})) as place
    from app.dwd_member_log
    where ev = 1 and changed_on between {froms: Array(Date32)}[1] and {tos: Array(Date32)}[-1]
    group by system, id, place
    having place > 0 and uniqExact(source) > uniqExact(replaceRegexpOne(source, '/[0-9]+@', '@'))
)
group by place
