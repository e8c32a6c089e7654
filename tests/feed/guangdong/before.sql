-- The tables that figures of past months look back at, as they are before anything changes, and what the topics tell of
-- them. No part of the system: the connector reads zhtj alone.
create database recount;
create table recount.was_org (primary key (org_id)) as select * from zhtj.tb_org;
create table recount.was_member (primary key (member_id)) as select * from zhtj.tb_member;
create table recount.was_bill (primary key (bill_id)) as select * from zhtj.tb_dues_bill;
create table recount.was_payment (primary key (payment_id)) as select * from zhtj.tb_dues_payment;
-- members who became active later, as they then were
create table recount.activated like zhtj.tb_member;
-- keys of rows that some message tells of: one that went before anybody heard of it was never there
create table recount.told (name varchar(20) not null, id bigint unsigned not null, primary key (name, id));
