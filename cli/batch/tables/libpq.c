#include "batch/tables/libpq.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"

#define FIND(function)                                                         \
    *(void **)&s->function = dlsym(object, #function);                         \
    all = all && s->function != NULL;

/* It stays loaded. */
static bool load(struct server *s)
{
    void *object = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    bool all = object != NULL;

    if (all) {
        LIBPQ_FUNCTIONS(FIND)
    }
    return all || command_refused("本机没有 PostgreSQL 的 libpq，写不了 --db："
                                  "请安装 libpq5（Debian）或 postgresql-libs"
                                  "（CentOS、openEuler）");
}

/* ---- what went wrong ----------------------------------------------------- */

/* What people can do something about, by SQLSTATE. */
static const char *words_of_state(const char *state)
{
    static const char *const table[][2] = {
        {"22P05", "这个库的编码放不下这些字：请用 UTF8 编码的库"},
        {"25006", "这个库只读（备机）：请连主库"},
        {"2BP01", "表的列变了，而别的视图或表用着旧表：请先删去它们，"
                  "或换一个 --run"},
        {"42501", "没有权限：请库的管理员执行 GRANT CREATE ON DATABASE 库名 "
                  "TO 用户名，或用建这个模式的用户"},
        {"53100", "服务器的磁盘已满"},
        {"53200", "服务器内存不足"},
        {"55P03", "表正被别人用着，等了一分钟：请稍后再试"},
        {"57014", "服务器中断了它（超过了它的时限，或被取消）"}};

    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (strcmp(table[i][0], state) == 0)
            return table[i][1];
    return NULL;
}

/* The first line: behind it a server may quote what it was given. */
static int first_line(const char *message)
{
    return (int)strcspn(message, "\n");
}

static bool refuse_lost(struct server *s)
{
    const char *why = s->PQerrorMessage(s->link);

    s->told = true;
    return command_refused("PostgreSQL：与服务器的连接断了：%.*s",
                           first_line(why), why);
}

/* Says why a result is not what was asked for. */
static bool refuse_result(struct server *s, const PGresult *result)
{
    const char *state = s->PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *why = s->PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (state == NULL || why == NULL)
        return refuse_lost(s);
    s->told = true;
    if (words_of_state(state) != NULL)
        return command_refused("PostgreSQL：%s", words_of_state(state));
    return command_refused("PostgreSQL：服务器不接受（%s）：%.*s", state,
                           first_line(why), why);
}

/* True if a result, which is freed, is of that status. */
static bool take_result(struct server *s, PGresult *result,
                        ExecStatusType wanted)
{
    const ExecStatusType status = s->PQresultStatus(result);
    const bool good = status == wanted ||
                      (wanted == PGRES_COMMAND_OK && status == PGRES_TUPLES_OK);

    if (!good)
        refuse_result(s, result);
    s->PQclear(result);
    return good;
}

/* ---- connecting ---------------------------------------------------------- */

static bool has_password(const PQconninfoOption *all)
{
    for (; all->keyword != NULL; all++)
        if (strstr(all->keyword, "password") != NULL && all->val != NULL &&
            all->val[0] != '\0')
            return true;
    return false;
}

/* Of user:password without a host the password is the port: what libpq says of
 * it would show it. */
static bool has_port(const PQconninfoOption *all)
{
    for (; all->keyword != NULL; all++)
        if (strcmp(all->keyword, "port") == 0 && all->val != NULL &&
            all->val[strspn(all->val, "0123456789,")] != '\0')
            return false;
    return true;
}

/* A command line is shown to all who list processes. */
static bool check_words(const struct server *s, const char *words)
{
    const bool written = strncmp(words, "postgresql://", 13) == 0 ||
                         strncmp(words, "postgres://", 11) == 0 ||
                         strchr(words, '=') != NULL;
    PQconninfoOption *all = written ? s->PQconninfoParse(words, NULL) : NULL;
    const bool secret = all != NULL && has_password(all);
    const bool known = all != NULL && (secret || has_port(all));

    if (all != NULL)
        s->PQconninfoFree(all);
    if (!known)
        return command_refused("--db 读不懂：应写成 postgresql://用户@主机/库，"
                               "或 service=服务文件里的名称");
    return !secret ||
           command_refused("--db 里不要写口令，命令行谁都看得到：请写在 "
                           "~/.pgpass（或环境变量 PGPASSFILE 所指的文件），"
                           "或服务文件里再用 service=名称");
}

static void keep_quiet(void *context, const char *message)
{
    (void)context;
    (void)message;
}

bool server_open(struct server *s, const char *words)
{
    static const char *const names[] = {"connect_timeout",
                                        "fallback_application_name", "dbname",
                                        "client_encoding", NULL};
    const char *const values[] = {"15", "pregroup", words, "UTF8", NULL};
    const char *why;

    *s = (struct server){0};
    if (!load(s) || !check_words(s, words))
        return false;
    s->link = s->PQconnectdbParams(names, values, 1);
    if (s->PQstatus(s->link) != CONNECTION_OK) {
        why = s->link != NULL ? s->PQerrorMessage(s->link) : "内存不足";
        return command_refused("PostgreSQL 连不上：%.*s；请看 --db 的主机、库、"
                               "用户，口令在不在 ~/.pgpass 里",
                               first_line(why), why);
    }
    s->PQsetNoticeProcessor(s->link, keep_quiet, NULL);
    return true;
}

void server_close(struct server *s)
{
    if (s->link != NULL)
        s->PQfinish(s->link);
    s->link = NULL;
}

/* ---- asking -------------------------------------------------------------- */

bool server_run(struct server *s, const char *sql)
{
    return take_result(s, s->PQexec(s->link, sql), PGRES_COMMAND_OK);
}

bool server_ask(struct server *s, const char *sql, char *out, size_t room)
{
    PGresult *result = s->PQexec(s->link, sql);

    if (s->PQresultStatus(result) == PGRES_TUPLES_OK)
        snprintf(out, room, "%s", s->PQgetvalue(result, 0, 0));
    return take_result(s, result, PGRES_TUPLES_OK);
}

bool server_copy_begin(struct server *s, const char *sql)
{
    return take_result(s, s->PQexec(s->link, sql), PGRES_COPY_IN);
}

bool server_copy_put(struct server *s, struct text rows)
{
    return rows.length <= INT_MAX &&
           (s->PQputCopyData(s->link, rows.at, (int)rows.length) == 1 ||
            refuse_lost(s));
}

bool server_copy_end(struct server *s, bool good)
{
    PGresult *result;

    if (s->PQputCopyEnd(s->link, good ? NULL : "stopped") != 1)
        return good && refuse_lost(s);
    result = s->PQgetResult(s->link);
    if (good)
        good = take_result(s, result, PGRES_COMMAND_OK);
    else
        s->PQclear(result);
    while ((result = s->PQgetResult(s->link)) != NULL)
        s->PQclear(result);
    return good;
}
