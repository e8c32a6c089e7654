-- The logs that somebody looks at, as web servers said within the last seconds.
-- Grain: one row per log. Parameters: seconds.
select distinct arrayJoin(logs) as log
from ops.sys_look
where at > now64(3) - toIntervalSecond({seconds: UInt32})
