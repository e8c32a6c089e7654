-- The tables of 广东智慧团建 that the run feeds, with the column types that such a system has; update_time is not mapped.
create database zhtj character set utf8mb4;
use zhtj;

create table tb_org
(
    org_id bigint unsigned not null primary key,
    parent_id bigint unsigned null,
    org_full_name varchar(200) not null,
    org_short_name varchar(100) null,
    org_type enum('1', '2', '3', '4', '5') not null,
    region_code char(6) null,
    industry_code char(2) not null,
    school_stage tinyint not null default 0,
    org_status tinyint not null,
    is_logged_in tinyint(1) not null default 0,
    is_info_complete tinyint(1) not null default 0,
    is_children_created tinyint(1) not null default 0,
    retention_right tinyint(1) not null default 0,
    sub_account_state tinyint null,
    is_school bit(1) not null default b'0',
    school_code varchar(20) null,
    graduate_year year null,
    secretary_id_card varchar(18) null,
    is_deleted bit(1) not null default b'0',
    create_time datetime null,
    update_time datetime(6) not null default current_timestamp(6) on update current_timestamp(6)
);

create table tb_member
(
    member_id bigint unsigned not null primary key,
    branch_id bigint unsigned not null,
    member_name varchar(50) not null,
    id_card_no varchar(18) null,
    member_no varchar(20) null,
    member_status tinyint not null,
    report_state tinyint not null,
    gender tinyint not null,
    birth_date date null,
    education tinyint not null,
    political_status enum('01', '02', '03') not null,
    payer_class tinyint not null,
    join_date date null,
    is_floating tinyint(1) not null,
    real_name_state tinyint not null,
    is_cadre tinyint(1) not null,
    graduate_year year null,
    is_volunteer tinyint(1) not null,
    is_deleted bit(1) not null default b'0',
    update_time datetime(6) not null default current_timestamp(6) on update current_timestamp(6)
);

create table tb_cadre
(
    cadre_id bigint unsigned not null primary key,
    org_id bigint unsigned not null,
    id_card_no varchar(18) null,
    post_code char(2) not null,
    cadre_type tinyint not null,
    cadre_status tinyint not null,
    is_onboarded tinyint(1) not null,
    is_operator tinyint(1) not null,
    gender tinyint not null,
    appoint_date date null,
    term_end_date date null,
    remove_date date null,
    is_deleted bit(1) not null default b'0'
);

create table tb_dues_bill
(
    bill_id bigint unsigned not null primary key,
    branch_id bigint unsigned not null,
    member_id bigint unsigned not null,
    bill_month char(6) not null,
    payer_class tinyint not null,
    amount_due decimal(10, 2) not null,
    bill_status tinyint not null,
    create_time timestamp not null default current_timestamp
);

create table tb_dues_payment
(
    payment_id bigint unsigned not null primary key,
    branch_id bigint unsigned not null,
    bill_id bigint unsigned not null,
    bill_month int not null,
    payer_member_id bigint unsigned not null,
    amount decimal(10, 2) not null,
    pay_channel tinyint not null,
    pay_status tinyint not null,
    is_proxy tinyint(1) not null,
    is_backpay tinyint(1) not null,
    is_voluntary tinyint(1) not null,
    paid_at datetime not null
);

create table tb_activity
(
    activity_id bigint unsigned not null primary key,
    host_org_id bigint unsigned not null,
    title varchar(200) not null,
    category enum('1', '2', '3', '4', '5', '6', '7', '8') not null,
    kind tinyint not null,
    activity_status tinyint not null,
    publish_time datetime not null,
    is_cross_city tinyint(1) not null,
    is_deleted bit(1) not null default b'0',
    update_time datetime(6) not null default current_timestamp(6) on update current_timestamp(6)
);

create table tb_activity_signup
(
    signup_id bigint unsigned not null primary key,
    host_org_id bigint unsigned not null,
    member_branch_id bigint unsigned not null,
    activity_id bigint unsigned not null,
    member_id bigint unsigned not null,
    signup_status tinyint not null,
    signup_time timestamp not null default current_timestamp
);

create table tb_activity_checkin
(
    checkin_id bigint unsigned not null primary key,
    host_org_id bigint unsigned not null,
    member_branch_id bigint unsigned not null,
    activity_id bigint unsigned not null,
    member_id bigint unsigned not null,
    checkin_method enum('1', '2') not null,
    checkin_time datetime not null,
    duration_minutes int unsigned not null
);

create table tb_transfer
(
    transfer_id bigint unsigned not null primary key,
    out_branch_id bigint unsigned not null,
    in_branch_id bigint unsigned not null,
    member_id bigint unsigned not null,
    out_province_code char(6) not null,
    in_province_code char(6) not null,
    starter_type tinyint not null,
    transfer_reason tinyint not null,
    transfer_status tinyint not null,
    current_step tinyint not null,
    is_graduate tinyint(1) not null,
    graduate_year year null,
    start_time datetime not null,
    confirm_time datetime null,
    end_time timestamp null
);

create table tb_volunteer_hours
(
    record_id bigint unsigned not null primary key,
    branch_id bigint unsigned not null,
    id_card_no varchar(18) not null,
    project_id bigint unsigned not null,
    service_hours decimal(5, 2) not null,
    service_date date not null
);

create table tb_org_account
(
    account_id bigint unsigned not null primary key,
    org_id bigint unsigned not null,
    id_card_no varchar(18) not null,
    account_type tinyint not null,
    account_status tinyint not null,
    create_time datetime not null,
    last_login_time datetime null
);

create table tb_league_exit
(
    exit_id bigint unsigned not null primary key,
    branch_id bigint unsigned not null,
    member_id bigint unsigned not null,
    exit_type tinyint not null,
    operate_type tinyint not null,
    exit_date date not null
);

create table tb_dues_retention
(
    retention_id bigint unsigned not null primary key,
    org_id bigint unsigned not null,
    retain_month char(6) not null,
    collected_amount decimal(12, 2) not null,
    own_amount decimal(12, 2) not null,
    children_amount decimal(12, 2) not null,
    remit_amount decimal(12, 2) not null
);

-- No part of the system. What the recount must know of organisations that are gone: an organisation that was deleted keeps
-- its rows at its last place, and it has once been founded.
create table org_gone
(
    org_id bigint unsigned not null primary key,
    parent_id bigint unsigned null,
    org_type char(1) not null,
    create_time datetime null
);

-- says that everything before it has been sent
create table tb_feed_marker (id int not null primary key);

create table debezium_signal
(
    id varchar(42) not null primary key,
    type varchar(32) not null,
    data varchar(2048) null
);

create user dbz@'%' identified by 'dbz';
grant select, reload, show databases, replication slave, replication client, lock tables, slave monitor, binlog monitor on *.* to dbz@'%';
-- an incremental snapshot writes its windows into the table of signals
grant insert, update, delete on zhtj.debezium_signal to dbz@'%';
