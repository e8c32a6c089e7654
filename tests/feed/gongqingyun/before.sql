-- The tables that figures of past months look back at, as they are before anything changes, and what the topics tell of
-- them. No part of the system: the connector reads yun alone.
create schema recount;
create table recount.was_org as select * from yun.org;
create table recount.was_member as select * from yun.member;
create table recount.was_bill as select * from yun.dues_bill;
create table recount.was_payment as select * from yun.dues_payment;
-- members who became active later, as they then were
create table recount.activated as select * from yun.member where false;
-- keys of rows that some message tells of: one that went before anybody heard of it was never there
create table recount.told (name varchar(20) not null, id bigint not null, primary key (name, id));
