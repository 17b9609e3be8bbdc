/* A build without SQLite: no results.db. */
#include <stdio.h>

#include "batch/tables/writer.h"

static bool tell_no_database(const struct batch_options *options)
{
    if (!options->no_db && !options->quiet)
        fputs("没有 results.db：本程序编译时没有带 SQLite\n", stderr);
    return false;
}

const struct batch_writer db_writer = {"results.db", false, tell_no_database,
                                       NULL};
