-- Links of screens gain when a screen last showed the wall by them; a link from before is told as never seen until it is. Cost: metadata only.
alter table ops.sys_kiosk {{on_cluster}}
    add column if not exists seen_at DateTime64(3, 'Asia/Shanghai') after changed_at;
