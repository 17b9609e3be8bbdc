# PREGROUP_JANSSON
# ----------------
# The program reads JSON by jansson in any case; what hosts load does where it
# can. Sets JANSSON_CFLAGS and CLI_JANSSON_LIBS for the program, HAVE_JANSSON
# (automake) and JANSSON_LIBS for what hosts load, and JANSSON_LDFLAGS with what
# a shared object needs besides.
#
# Distributions build libjansson.a for programs, not for shared objects. All
# of it can be linked into one all the same, but for a single use of the C
# library's `stdin`, in a function that nothing here calls: `--wrap` lets that
# use find json-stdin.c's instead.
AC_DEFUN([PREGROUP_JANSSON], [
AC_ARG_WITH([jansson],
    [AS_HELP_STRING([--with-jansson],
        [settlement lists in JSON: `yes' puts the static libjansson, a path
         of one that file into what hosts load, `shared' links the shared one, whose symbols are then not
         hidden, `no' refuses such lists; default: yes where it can be linked])],
    [], [with_jansson=auto])
have_jansson=no
JANSSON_LIBS=
JANSSON_LDFLAGS=
PKG_CHECK_MODULES([JANSSON_SHARED], [jansson >= 2.11])
JANSSON_CFLAGS=$JANSSON_SHARED_CFLAGS
AS_IF([test "$with_jansson" != no], [_PREGROUP_JANSSON_LINK])
AS_IF([test "$have_jansson$with_jansson" = noyes],
    [AC_MSG_ERROR([--with-jansson=yes: no libjansson.a that can be linked into
                   a shared object])])
CLI_JANSSON_LIBS=${JANSSON_LIBS:-$JANSSON_SHARED_LIBS}
AM_CONDITIONAL([HAVE_JANSSON], [test "$have_jansson" = yes])
AC_SUBST([JANSSON_CFLAGS])
AC_SUBST([CLI_JANSSON_LIBS])
AC_SUBST([JANSSON_LIBS])
AC_SUBST([JANSSON_LDFLAGS])
])

# Which way jansson goes into a shared object.
AC_DEFUN([_PREGROUP_JANSSON_LINK], [
AS_IF([test "$with_jansson" = shared],
    [have_jansson=yes JANSSON_LIBS=$JANSSON_SHARED_LIBS],
    [AC_MSG_CHECKING([for a libjansson.a that can be hidden])
     AS_CASE([$with_jansson],
        [*/*], [pregroup_archive=$with_jansson with_jansson=yes],
        [pregroup_archive=`$PKG_CONFIG --variable=libdir jansson`/libjansson.a
         AS_IF([test -f "$pregroup_archive"], [],
            [pregroup_archive=`$CC -print-file-name=libjansson.a`])])
     pregroup_CFLAGS=$CFLAGS pregroup_LIBS=$LIBS
     CFLAGS="$CFLAGS $JANSSON_CFLAGS -fPIC -fvisibility=hidden -shared"
     LIBS="-Wl,-z,defs -Wl,-z,text -Wl,--wrap=stdin"
     LIBS="$LIBS -Wl,--exclude-libs,libjansson.a $pregroup_archive $LIBS"
     AC_LINK_IFELSE([AC_LANG_SOURCE([[
#include <jansson.h>
#include <stdio.h>
FILE *__wrap_stdin;
__attribute__((visibility("default"))) int probe(const char *text)
{
    json_error_t error;
    json_t *json = json_loadb(text, 2, 0, &error);
    json_decref(json);
    return error.position;
}
]])],
        [have_jansson=yes
         JANSSON_LIBS=$pregroup_archive JANSSON_LDFLAGS=-Wl,--wrap=stdin
         AC_MSG_RESULT([$pregroup_archive])],
        [AC_MSG_RESULT([no, settlement lists in JSON will be refused])])
     CFLAGS=$pregroup_CFLAGS LIBS=$pregroup_LIBS])
])
