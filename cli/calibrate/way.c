#include "way.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "common/escape.h"
#include "common/put.h"
#include "compile/read/source.h"

static bool find_folder(const char *file, char *real)
{
    char *folder = source_folder(file);
    const bool good = folder != NULL && realpath(folder, real) != NULL;

    free(folder);
    if (!good)
        return command_refused("%s：文件夹打不开：%s", file,
                               command_reason(errno));
    if (real[1] != '\0')
        strncat(real, "/", PATH_MAX - strlen(real) - 1);
    return true;
}

bool way_open(struct way *w, const char *from, const char *to)
{
    return find_folder(from, w->from) && find_folder(to, w->to);
}

static bool is_way(const struct way *w)
{
    return strcmp(w->from, w->to) != 0;
}

/* The folder above. */
static struct text above(struct text folder)
{
    size_t n = folder.length;

    for (n -= n > 1; n > 1 && folder.at[n - 1] != '/';)
        n--;
    return text_head(folder, n);
}

/* A path, as it stands in an attribute, as seen from the one folder that was
 * written for the other. What `..` leaves is no link: it is of the folder
 * itself. */
static void put_way(const struct way *w, struct text path, struct buffer *out)
{
    struct text folder = text_of(w->to);
    struct buffer from = {0}, whole = {0};
    size_t shared = 0;

    for (; text_starts(path, TEXT("../")); path = text_behind(path, 3))
        folder = above(folder);
    xml_escape(&from, text_of(w->from), true);
    xml_escape(&whole, folder, true);
    put(&whole, path);
    for (size_t i = 0;
         i < from.length && i < whole.length && from.data[i] == whole.data[i];
         i++)
        if (from.data[i] == '/')
            shared = i + 1;
    for (size_t i = shared; i < from.length; i++)
        if (from.data[i] == '/')
            put(out, "../");
    put(out, text_behind(buffer_view(&whole), shared));
    buffer_free(&from);
    buffer_free(&whole);
}

/* True of a path that is counted from the file's folder. */
static bool is_relative(struct text path)
{
    return path.length > 0 && path.at[0] != '/';
}

static void move_path(struct edit *e, const struct edit_tag *tag,
                      const char *name, const struct way *way)
{
    struct buffer path = {0};
    struct text old;

    if (!edit_attribute(tag, name, &old) || !is_relative(old))
        return;
    put_way(way, old, &path);
    edit_replace(e, old, buffer_view(&path));
    buffer_free(&path);
}

void way_move_paths(const struct way *way, struct edit *e)
{
    struct edit_tag tag;
    size_t at = 0;

    while (is_way(way) && edit_next(e, &at, &tag)) {
        move_path(e, &tag, "file", way);
        if (text_equal(tag.name, TEXT("file")))
            move_path(e, &tag, "path", way);
    }
}

void way_move_names(const struct way *way, struct edit *e)
{
    struct edit_tag tag;
    size_t at = 0;

    while (is_way(way) && edit_next(e, &at, &tag))
        if (text_equal(tag.name, TEXT("file")))
            move_path(e, &tag, "name", way);
}
