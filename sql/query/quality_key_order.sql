-- Rows of one log whose changes of the month came over two partitions of one stream in one epoch: their order is not sure,
-- unless the mapping says "order: commit time". Grain: one row; the name of the log stands for any.
-- Parameters: from, to; entity, which is numbered where several logs are asked at once.
select {entity: String} as log, count() as keys
from (
    select system, id
    from app.dwd_member_log
    where ev = 1 and changed_on between {from: Date32} and {to: Date32}
    group by system, id
    having uniqExact(source) > uniqExact(replaceRegexpOne(source, '/[0-9]+@', '@'))
)
