/* A build without libpq: nothing goes to PostgreSQL. */
#include "batch/tables/postgres.h"
#include "common/command.h"

bool postgres_check(const char *db, const char *run)
{
    return (db == NULL && run == NULL) ||
           command_refused("本程序编译时没有带 PostgreSQL 的 libpq，写不了 "
                           "--db；结果文件夹里的 results.db 有同样的表");
}

bool postgres_write(const struct batch_rows *rows)
{
    return rows->options->db == NULL;
}
