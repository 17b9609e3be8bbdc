/* The feed: archives that must be seekable inside ones that are not, and how
 * a feed comes back to where it stood. */
#include "batch/feed/feed.h"
#include "builtin.h"
#include "load/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#define PAGE(no) "<R><BAH>" no "</BAH><XM>a</XM></R>"

struct kit {
    struct pack *pack;
    char folder[256], path[300];
    char *words[1];
};

static int kit_open(void **state)
{
    static struct kit kit;
    const struct builtin builtin = builtin_pack();
    const char *tmp = getenv("TMPDIR");

    snprintf(kit.folder, sizeof(kit.folder), "%s/feed-XXXXXX",
             tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(kit.folder) == NULL)
        return -1;
    snprintf(kit.path, sizeof(kit.path), "%s/in", kit.folder);
    kit.words[0] = kit.path;
    *state = &kit;
    return pack_open_bytes(builtin.bytes, builtin.size, "built-in", &kit.pack,
                           NULL);
}

static int kit_close(void **state)
{
    struct kit *kit = *state;

    pack_close(kit->pack);
    unlink(kit->path);
    rmdir(kit->folder);
    return 0;
}

struct member {
    const char *name, *bytes;
    size_t size;
};

/* An archive of these members at `path`. */
static void write_archive(const char *path, int (*format)(struct archive *),
                          bool gzip, const struct member *members, size_t count)
{
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();

    assert_int_equal(format(a), ARCHIVE_OK);
    if (gzip)
        archive_write_add_filter_gzip(a);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        archive_entry_clear(entry);
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, (la_int64_t)members[i].size);
        assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
        archive_write_data(a, members[i].bytes, members[i].size);
    }
    archive_entry_free(entry);
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
}

static void read_file(const char *path, struct buffer *out)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_non_null(buffer_reserve(out, 1 << 20));
    out->length = fread(out->data, 1, 1 << 20, file);
    fclose(file);
}

/* A 7z of two pages in a tar.gz behind a third. */
static void write_nested(const struct kit *kit)
{
    static const struct member inner[] = {
        {"b/1.xml", "<D>" PAGE("1") PAGE("2") "</D>",
         sizeof(PAGE("1")) * 2 + 5},
        {"2.xml", PAGE("3"), sizeof(PAGE("3")) - 1}};
    struct buffer packed = {0};

    write_archive(kit->path, archive_write_set_format_7zip, false, inner, 2);
    read_file(kit->path, &packed);
    const struct member outer[] = {
        {"first.xml", PAGE("0"), sizeof(PAGE("0")) - 1},
        {"in.7z", packed.data, packed.length}};
    write_archive(kit->path, archive_write_set_format_pax_restricted, true,
                  outer, 2);
    buffer_free(&packed);
}

static void open_feed(struct kit *kit, struct feed *f)
{
    feed_open(f, kit->pack, kit->words, 1, NULL, kit->folder);
    f->limits = (struct budget){.max_ratio = 250, .max_unpacked = 1 << 30};
}

static void assert_next(const struct kit *kit, struct feed *f, const char *name,
                        unsigned index, const char *part)
{
    struct slice slice;
    char whole[400];

    snprintf(whole, sizeof(whole), "%s%s", kit->path, name);
    assert_int_equal(feed_next(f, &slice), STEP_ITEM);
    assert_int_equal(slice.trouble, SLICE_WHOLE);
    assert_true(text_equal(buffer_view(&f->name), text_of(whole)));
    assert_int_equal(slice.index, index);
    assert_true(text_contains(slice.bytes, text_of(part)));
}

static void a_7z_in_a_tar_gz_is_read(void **state)
{
    struct kit *kit = *state;
    struct slice slice;
    struct feed f;

    write_nested(kit);
    open_feed(kit, &f);
    assert_next(kit, &f, "/first.xml", 1, "<BAH>0<");
    assert_next(kit, &f, "/in.7z/b/1.xml", 1, "<BAH>1<");
    assert_next(kit, &f, "/in.7z/b/1.xml", 2, "<BAH>2<");
    assert_next(kit, &f, "/in.7z/2.xml", 1, "<BAH>3<");
    assert_int_equal(feed_next(&f, &slice), STEP_END);
    feed_close(&f);
}

static void a_feed_comes_back_to_where_it_stood(void **state)
{
    struct kit *kit = *state;
    struct position at;
    struct feed f;

    write_nested(kit);
    open_feed(kit, &f);
    assert_next(kit, &f, "/first.xml", 1, "<BAH>0<");
    assert_next(kit, &f, "/in.7z/b/1.xml", 1, "<BAH>1<");
    at = f.at;
    feed_close(&f);
    open_feed(kit, &f);
    assert_int_equal(feed_seek(&f, &at), STEP_ITEM);
    assert_next(kit, &f, "/in.7z/b/1.xml", 2, "<BAH>2<");
    feed_close(&f);
    at.hash ^= 1;
    open_feed(kit, &f);
    assert_int_equal(feed_seek(&f, &at), STEP_END);
    feed_close(&f);
    at.records = 100;
    open_feed(kit, &f);
    assert_int_equal(feed_seek(&f, &at), STEP_END);
    feed_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_7z_in_a_tar_gz_is_read),
        cmocka_unit_test(a_feed_comes_back_to_where_it_stood),
    };
    return cmocka_run_group_tests_name("feed", tests, kit_open, kit_close);
}
