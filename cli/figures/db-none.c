/* A build without SQLite: no results.db is read. */
#include "figures/db.h"

#include "common/command.h"

bool figures_is_database(const char *path)
{
    (void)path;
    return false;
}

bool figures_database(const char *path, const struct table_keep *keep,
                      struct buffer *out)
{
    (void)keep;
    (void)out;
    return command_refused("%s：本程序编译时没有带 SQLite，请用 cases.csv",
                           path);
}
