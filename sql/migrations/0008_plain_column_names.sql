-- Names of columns in ods_change are plain text: as LowCardinality they took twice the CPU of an insert, for the same bytes on
-- disk.
-- Cost: the column is written anew, part by part; reading and writing go on meanwhile.
alter table ops.ods_change {{on_cluster}} modify column data Map(String, String);
