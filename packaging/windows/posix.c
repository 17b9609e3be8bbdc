/* posix.h by the functions of Windows. */
#include "packaging/windows/posix.h"

#include <stdarg.h>
#include <wchar.h>
#include <windows.h>

#undef open
#undef _stat64
#undef access
#undef unlink
#undef rename
#undef mkstemp
#undef mkdir
#undef fopen
#undef realpath
#undef pread
#undef dirent
#undef DIR
#undef opendir
#undef readdir
#undef closedir

/* The path in UTF-16, to be freed; NULL and errno. */
static wchar_t *wide(const char *path)
{
    const int n =
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, NULL, 0);
    wchar_t *out = n > 0 ? malloc((size_t)n * sizeof *out) : NULL;

    if (out != NULL)
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, out, n);
    else
        errno = n > 0 ? ENOMEM : ENOENT;
    return out;
}

/* The text in UTF-8, to be freed; NULL and errno. */
static char *narrow(const wchar_t *text)
{
    const int n =
        WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *out = n > 0 ? malloc((size_t)n) : NULL;

    if (out != NULL)
        WideCharToMultiByte(CP_UTF8, 0, text, -1, out, n, NULL, NULL);
    else
        errno = ENOMEM;
    return out;
}

/* The sources know one separator of paths. */
static void turn_slashes(char *path)
{
    for (; *path != '\0'; path++)
        *path = *path == '\\' ? '/' : *path;
}

static int temporary(void)
{
    wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];

    if (GetTempPathW(MAX_PATH + 1, folder) == 0 ||
        GetTempFileNameW(folder, L"pre", 0, path) == 0) {
        errno = EACCES;
        return -1;
    }
    return _wopen(path,
                  _O_RDWR | _O_BINARY | _O_NOINHERIT | _O_TEMPORARY |
                      _O_SHORT_LIVED,
                  0600);
}

static bool is_folder(const wchar_t *path)
{
    const DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES &&
           (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

int posix_open(const char *path, int flags, ...)
{
    wchar_t *name;
    va_list more;
    int mode, fd;

    if ((flags & O_TMPFILE) != 0)
        return temporary();
    va_start(more, flags);
    mode =
        (flags & O_CREAT) != 0 ? va_arg(more, int) & (_S_IREAD | _S_IWRITE) : 0;
    va_end(more);
    name = wide(path);
    if (name == NULL)
        return -1;
    fd = _wopen(name, flags | _O_BINARY, mode);
    if (fd < 0 && errno == EACCES && is_folder(name))
        errno = EISDIR;
    free(name);
    return fd;
}

int posix_stat(const char *path, struct _stat64 *out)
{
    wchar_t *name = wide(path);
    const int status = name != NULL ? _wstat64(name, out) : -1;

    free(name);
    return status;
}

int posix_access(const char *path, int mode)
{
    wchar_t *name = wide(path);
    const int status = name != NULL ? _waccess(name, mode) : -1;

    free(name);
    return status;
}

int posix_unlink(const char *path)
{
    wchar_t *name = wide(path);
    const int status = name != NULL ? _wunlink(name) : -1;

    free(name);
    return status;
}

int posix_rename(const char *from, const char *to)
{
    wchar_t *old = wide(from), *new = wide(to);
    int status = -1;

    if (old != NULL && new != NULL) {
        status = MoveFileExW(old, new, MOVEFILE_REPLACE_EXISTING) ? 0 : -1;
        errno = status != 0 ? EACCES : 0;
    }
    free(old);
    free(new);
    return status;
}

/* A new file, which may be renamed and removed while it is open. */
static int create(const char *path)
{
    wchar_t *name = wide(path);
    HANDLE file = INVALID_HANDLE_VALUE;

    if (name == NULL)
        return -1;
    file = CreateFileW(name, GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    free(name);
    if (file != INVALID_HANDLE_VALUE)
        return _open_osfhandle((intptr_t)file, _O_BINARY | _O_NOINHERIT);
    errno = GetLastError() == ERROR_FILE_EXISTS      ? EEXIST
            : GetLastError() == ERROR_PATH_NOT_FOUND ? ENOENT
                                                     : EACCES;
    return -1;
}

int posix_mkstemp(char *path)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
    char *end = path + strlen(path) - 6;
    uint64_t seed = GetTickCount64() * 1000003u + GetCurrentProcessId();
    int fd = -1;

    for (int tries = 0; tries < 100 && fd < 0; tries++) {
        for (unsigned i = 0; i < 6; i++)
            end[i] = letters[seed >> i * 5 & 31];
        fd = create(path);
        if (fd < 0 && errno != EEXIST)
            break;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
    }
    return fd;
}

int posix_mkdir(const char *path)
{
    wchar_t *name = wide(path);
    const int status = name != NULL ? _wmkdir(name) : -1;

    free(name);
    return status;
}

FILE *posix_fopen(const char *path, const char *mode)
{
    wchar_t *name = wide(path);
    FILE *file =
        name != NULL ? _wfopen(name, mode[0] == 'r' ? L"rbN" : L"wbN") : NULL;

    free(name);
    return file;
}

char *posix_realpath(const char *path, char *out)
{
    wchar_t *name = wide(path),
            *full = name != NULL ? _wfullpath(NULL, name, 0) : NULL;

    (void)out;
    out = full != NULL && _waccess(full, 0) == 0 ? narrow(full) : NULL;
    if (out != NULL)
        turn_slashes(out);
    free(full);
    free(name);
    return out;
}

ssize_t posix_pread(int fd, void *out, size_t room, int64_t at)
{
    const unsigned most = room < 1u << 30 ? (unsigned)room : 1u << 30;

    return _lseeki64(fd, at, SEEK_SET) < 0 ? -1 : _read(fd, out, most);
}

ssize_t posix_own_path(char *out, size_t room)
{
    wchar_t path[1024];
    const DWORD length = GetModuleFileNameW(NULL, path, 1024);
    int n;

    if (length == 0 || length == 1024)
        return -1;
    n = WideCharToMultiByte(CP_UTF8, 0, path, (int)length, out, (int)room, NULL,
                            NULL);
    for (int i = 0; i < n; i++)
        out[i] = out[i] == '\\' ? '/' : out[i];
    return n;
}

/* ---- of the C library ---------------------------------------------------- */

char *posix_strndup(const char *text, size_t most)
{
    const size_t length = strnlen(text, most);
    char *out = malloc(length + 1);

    if (out != NULL) {
        memcpy(out, text, length);
        out[length] = '\0';
    }
    return out;
}

struct order {
    int (*compare)(const void *, const void *, void *);
    void *context;
};

static int compare_in_order(void *order, const void *a, const void *b)
{
    const struct order *o = order;

    return o->compare(a, b, o->context);
}

void posix_qsort_r(void *rows, size_t count, size_t size,
                   int (*compare)(const void *, const void *, void *),
                   void *context)
{
    struct order order = {compare, context};

    qsort_s(rows, count, size, compare_in_order, &order);
}

/* ---- folders ------------------------------------------------------------- */

struct posix_dir {
    _WDIR *dir;
    struct posix_entry entry;
};

struct posix_dir *posix_opendir(const char *path)
{
    wchar_t *name = wide(path);
    struct posix_dir *dir = name != NULL ? calloc(1, sizeof *dir) : NULL;

    if (dir != NULL)
        dir->dir = _wopendir(name);
    free(name);
    if (dir != NULL && dir->dir != NULL)
        return dir;
    free(dir);
    return NULL;
}

struct posix_entry *posix_readdir(struct posix_dir *dir)
{
    const struct _wdirent *entry = _wreaddir(dir->dir);
    const int room = (int)sizeof dir->entry.d_name;

    if (entry == NULL)
        return NULL;
    if (WideCharToMultiByte(CP_UTF8, 0, entry->d_name, -1, dir->entry.d_name,
                            room, NULL, NULL) > 0)
        return &dir->entry;
    errno = EILSEQ;
    return NULL;
}

int posix_closedir(struct posix_dir *dir)
{
    const int status = _wclosedir(dir->dir);

    free(dir);
    return status;
}

int posix_alphasort(const struct posix_entry **a, const struct posix_entry **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Adds a copy; false without memory. */
static bool add_entry(struct posix_entry ***list, int *count,
                      const struct posix_entry *entry)
{
    struct posix_entry **more =
        realloc(*list, ((size_t)*count + 1) * sizeof *more);

    if (more == NULL)
        return false;
    *list = more;
    more[*count] = malloc(sizeof **more);
    if (more[*count] == NULL)
        return false;
    *more[(*count)++] = *entry;
    return true;
}

int posix_nanosleep(const struct timespec *time, struct timespec *left)
{
    (void)left; /* it is never woken before */
    Sleep((DWORD)(time->tv_sec * 1000 + time->tv_nsec / 1000000));
    return 0;
}

int posix_scandir(const char *path, struct posix_entry ***out,
                  int (*wanted)(const struct posix_entry *),
                  int (*order)(const struct posix_entry **,
                               const struct posix_entry **))
{
    struct posix_dir *dir = posix_opendir(path);
    const struct posix_entry *entry;
    int count = 0;

    *out = NULL;
    if (dir == NULL)
        return -1;
    while (errno = 0, (entry = posix_readdir(dir)) != NULL)
        if (wanted(entry) && !add_entry(out, &count, entry)) {
            errno = ENOMEM;
            break;
        }
    if (errno != 0) {
        while (count > 0)
            free((*out)[--count]);
        free(*out);
        count = -1;
    }
    posix_closedir(dir);
    if (count > 0)
        qsort(*out, (size_t)count, sizeof **out,
              (int (*)(const void *, const void *))order);
    return count;
}
