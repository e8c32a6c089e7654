-- First day that bills, payments or check-ins are known for; null when there are none. 1900-01-01 stands for "not known".
select minOrNull(day) as first_day
from (
    select bill_month as day
    from (
        select bill_month, status, sum(sign) as bills
        from app.dwd_dues_bill_log
        group by bill_month, status
    )
    where bills != 0
    union all
    select paid_on as day
    from (
        select paid_on, sum(sign) as payments
        from app.dwd_dues_payment_log
        group by paid_on
    )
    where payments != 0
    union all
    select checked_on as day
    from (
        select checked_on, sum(sign) as checkins
        from app.dwd_checkin_log
        group by checked_on
    )
    where checkins != 0
)
where day > toDate32('1900-01-01')
