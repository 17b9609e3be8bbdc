#include "serve/request.h"

#include <arpa/inet.h>

#define FILE_NAME_MOST 150 /* bytes; a system takes 255 */

/* ---- paths --------------------------------------------------------------- */

bool request_path(struct text pattern, struct text path,
                  struct text parts[REQUEST_PARTS])
{
    size_t at = 0, count = 0;

    for (size_t p = 0; p < pattern.length; p++) {
        const size_t from = at;

        if (pattern.at[p] == '*') {
            parts[count] = text_behind(path, at);
            return at < path.length;
        }
        if (pattern.at[p] != '{') {
            if (at == path.length || path.at[at++] != pattern.at[p])
                return false;
            continue;
        }
        while (at < path.length && path.at[at] != '/')
            at++;
        if (at == from)
            return false;
        parts[count++] = text_slice(path, from, at);
        p++; /* the closing brace */
    }
    return at == path.length;
}

/* ---- hosts and origins --------------------------------------------------- */

bool request_names(struct text t, char *const *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (text_equal_fold(t, text_of(list[i])))
            return true;
    return false;
}

/* `host:port` without the port, `[::1]:port` without brackets, too. */
static struct text host_alone(struct text host)
{
    size_t end = host.length;

    if (host.length != 0 && host.at[0] == '[') {
        for (end = 1; end < host.length && host.at[end] != ']';)
            end++;
        return text_slice(host, 1, end);
    }
    for (size_t i = host.length; i-- > 0;)
        if (host.at[i] == ':')
            end = i;
    return text_head(host, end);
}

static bool is_address(struct text host)
{
    char word[INET6_ADDRSTRLEN + 1], made[sizeof(struct in6_addr)];

    if (host.length >= sizeof word)
        return false;
    memcpy(word, host.at, host.length);
    word[host.length] = '\0';
    return strlen(word) == host.length &&
           (inet_pton(AF_INET, word, made) == 1 ||
            inet_pton(AF_INET6, word, made) == 1);
}

bool request_host(struct text host, char *const *hosts, unsigned count)
{
    const struct text name = host_alone(host);

    return is_address(name) || text_equal_fold(name, TEXT("localhost")) ||
           request_names(name, hosts, count);
}

bool request_own_origin(struct text origin, struct text host)
{
    static const char *const schemes[] = {"http://", "https://"};

    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (text_starts(origin, text_of(schemes[i])))
            return text_equal_fold(text_behind(origin, strlen(schemes[i])),
                                   host);
    return false;
}

/* ---- other headers ------------------------------------------------------- */

struct text request_bearer(struct text authorization)
{
    static const size_t length = sizeof("Bearer ") - 1;

    return text_equal_fold(
               text_head(authorization,
                         authorization.length < length ? 0 : length),
               TEXT("Bearer "))
               ? text_trim(text_behind(authorization, length))
               : TEXT("");
}

bool request_wants_text(struct text accept)
{
    for (size_t at = 0; at < accept.length; at++) {
        const struct text rest = text_behind(accept, at);

        if (text_starts(rest, TEXT("text/plain")))
            return true;
        if (text_starts(rest, TEXT("application/")) ||
            text_starts(rest, TEXT("*/*")))
            return false;
    }
    return false;
}

/* ---- options and names --------------------------------------------------- */

static bool has_line_end(struct text t)
{
    return text_find(t, '\n') < t.length || text_find(t, '\r') < t.length ||
           text_find(t, '\0') < t.length;
}

bool request_option(struct text name, struct text value, struct buffer *out)
{
    if (has_line_end(name) || has_line_end(value))
        return false;
    buffer_text(out, name);
    buffer_char(out, '=');
    buffer_text(out, value);
    buffer_char(out, '\n');
    return true;
}

/* A character that stands as it is in a file's name. */
static bool is_plain_sign(uint32_t c)
{
    return c >= 0x20 && c != 0x7F && (c < 0x80 || c > 0x9F) && c != 0xFFFD &&
           (c > 0x7F || strchr("/\\:*?\"<>|", (int)c) == NULL);
}

void request_file_name(struct text name, struct buffer *out)
{
    const size_t before = out->length;
    size_t from = name.length;

    while (from > 0 && name.at[from - 1] != '/' && name.at[from - 1] != '\\')
        from--;
    name = text_cut(text_behind(name, from), FILE_NAME_MOST);
    for (size_t at = 0; at < name.length;) {
        char sign[4];
        const uint32_t c = text_next(name, &at);

        /* A dot or a dash at the beginning is hidden, or an option. */
        if (out->length == before && (c == '.' || c == '-' || c == ' '))
            continue;
        buffer_put(out, sign, text_put(is_plain_sign(c) ? c : '_', sign));
    }
    if (out->length == before)
        buffer_string(out, "upload");
}

bool request_is_file_name(struct text name)
{
    return name.length != 0 && name.length < 256 && name.at[0] != '.' &&
           text_find(name, '/') == name.length &&
           text_find(name, '\0') == name.length;
}
