/*
 * fuzz_request.c -- any bytes as what a request's head says. A path gives parts
 * that lie in it; a host that is accepted is an address or localhost; a file's
 * name stays in its folder and is itself the second time; an option is one line
 * of its text; what may be called own has the host behind it.
 */
#include <assert.h>
#include <stdlib.h>

#include "serve/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_path(struct text t)
{
    static const char *const patterns[] = {"/", "/{}", "/v1/batches/{}/*",
                                           "/v1/rules/{}", "/v1/check"};

    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        struct text parts[REQUEST_PARTS] = {{NULL, 0}};

        if (!request_path(text_of(patterns[i]), t, parts))
            continue;
        for (size_t n = 0; n < REQUEST_PARTS; n++)
            assert(parts[n].length == 0 ||
                   (parts[n].at >= t.at &&
                    parts[n].at + parts[n].length <= t.at + t.length));
        assert(text_find(parts[0], '/') == parts[0].length ||
               patterns[i][1] == '\0');
    }
}

static bool is_of_addresses(struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if (strchr("0123456789abcdefABCDEF.:[]", t.at[i]) == NULL)
            return false;
    return true;
}

static void try_host(struct text t)
{
    const size_t end = text_find(t, ':');

    if (request_host(t, NULL, 0) && (t.length == 0 || t.at[0] != '['))
        assert(is_of_addresses(text_head(t, end)) ||
               text_equal_fold(text_head(t, end), TEXT("localhost")));
    if (request_own_origin(t, TEXT("a.example")))
        assert(text_ends(t, TEXT("a.example")) || t.length != 0);
}

static void try_name(struct text t)
{
    struct buffer once = {0}, twice = {0};

    request_file_name(t, &once);
    assert(once.failed || request_is_file_name(buffer_view(&once)));
    request_file_name(buffer_view(&once), &twice);
    assert(once.failed || twice.failed ||
           text_equal(buffer_view(&once), buffer_view(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
}

static void try_option(struct text name, struct text value)
{
    struct buffer line = {0};

    if (request_option(name, value, &line))
        assert(text_find(buffer_view(&line), '\n') == line.length - 1);
    else
        assert(line.length == 0);
    buffer_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *copy = malloc(size + 1); /* an end that a sanitizer sees */
    const struct text all = {copy, size};
    size_t half = size / 2;

    assert(copy != NULL);
    if (size != 0)
        memcpy(copy, bytes, size);
    try_path(all);
    try_host(all);
    try_name(all);
    try_option(text_head(all, half), text_behind(all, half));
    request_bearer(all);
    request_wants_text(all);
    free(copy);
    return 0;
}
