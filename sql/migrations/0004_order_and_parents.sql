-- Rows follow their parent: a projection finds the rows of a parent, an index the parents that are new since a batch.
-- Changes at one commit time stay apart in ods_change. The streams remember their partitions, and where an epoch began.
-- Cost: each of the three logs with a projection is read once; everything else is metadata only.
alter table app.dwd_dues_payment_log {{on_cluster}}
    add projection if not exists of_bill (select ev, system, bill_id, id order by ev, system, bill_id, id);
alter table app.dwd_dues_payment_log {{on_cluster}} materialize projection of_bill;
alter table app.dwd_signup_log {{on_cluster}}
    add projection if not exists of_activity (select ev, system, activity_id, id order by ev, system, activity_id, id),
    add projection if not exists of_member (select ev, system, member_id, id order by ev, system, member_id, id);
alter table app.dwd_signup_log {{on_cluster}} materialize projection of_activity;
alter table app.dwd_signup_log {{on_cluster}} materialize projection of_member;
alter table app.dwd_checkin_log {{on_cluster}}
    add projection if not exists of_activity (select ev, system, activity_id, id order by ev, system, activity_id, id),
    add projection if not exists of_member (select ev, system, member_id, id order by ev, system, member_id, id);
alter table app.dwd_checkin_log {{on_cluster}} materialize projection of_activity;
alter table app.dwd_checkin_log {{on_cluster}} materialize projection of_member;
alter table app.dwd_dues_bill_log {{on_cluster}} add index if not exists batches batch type minmax granularity 4;
alter table app.dwd_activity_log {{on_cluster}} add index if not exists batches batch type minmax granularity 4;
alter table app.dwd_member_log {{on_cluster}} add index if not exists batches batch type minmax granularity 4;
-- a warehouse that was made with the column has it in its order already
alter table ops.ods_change {{on_cluster}}
    add column if not exists place UInt64,
    modify order by (system, entity, id, ver, source, place);
alter table ops.sys_source_epoch {{on_cluster}}
    add column if not exists partitions UInt16,
    add column if not exists starts Array(UInt64);
