# PREGROUP_TRY_CFLAG(FLAG): to HARDENING_CFLAGS where the compiler takes it for
# this machine.
AC_DEFUN([PREGROUP_TRY_CFLAG], [
AC_MSG_CHECKING([whether $CC takes $1])
old_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $1"
AC_LINK_IFELSE([AC_LANG_PROGRAM()],
    [AC_MSG_RESULT([yes])
     HARDENING_CFLAGS="$HARDENING_CFLAGS $1"],
    [AC_MSG_RESULT([no])])
CFLAGS=$old_CFLAGS
])

# PREGROUP_TRY_LDFLAG(FLAG): the same to HARDENING_LDFLAGS, for the linker.
AC_DEFUN([PREGROUP_TRY_LDFLAG], [
AC_MSG_CHECKING([whether the linker takes $1])
old_LDFLAGS=$LDFLAGS
LDFLAGS="$LDFLAGS $1"
AC_LINK_IFELSE([AC_LANG_PROGRAM()],
    [AC_MSG_RESULT([yes])
     HARDENING_LDFLAGS="$HARDENING_LDFLAGS $1"],
    [AC_MSG_RESULT([no])])
LDFLAGS=$old_LDFLAGS
])

# PREGROUP_TRY_FORTIFY(LEVEL): -D_FORTIFY_SOURCE where the C library has the
# level and neither the builder's flags nor the compiler have chosen one. It
# needs optimisation.
AC_DEFUN([PREGROUP_TRY_FORTIFY], [
AC_MSG_CHECKING([whether the C library has _FORTIFY_SOURCE=$1])
old_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -D_FORTIFY_SOURCE=$1 -Werror"
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>
#if __USE_FORTIFY_LEVEL != $1
#error level
#endif]])],
    [AC_MSG_RESULT([yes])
     fortify="-D_FORTIFY_SOURCE=$1"],
    [AC_MSG_RESULT([no])])
CFLAGS=$old_CFLAGS
])

# PREGROUP_HARDENING: what makes a fault of memory a crash and no more. Sets
# HARDENING_CFLAGS and HARDENING_LDFLAGS; tests/hardening.py looks for what
# they promise in what was built.
AC_DEFUN([PREGROUP_HARDENING], [
AC_ARG_ENABLE([hardening],
    [AS_HELP_STRING([--disable-hardening],
        [no RELRO, stack protector, FORTIFY, branch protection])],
    [], [enable_hardening=yes])
HARDENING_CFLAGS=
HARDENING_LDFLAGS=
fortify=
AS_IF([test "$enable_hardening" = yes && test -z "$SANITIZE_FLAGS"], [
    PREGROUP_TRY_CFLAG([-fstack-protector-strong])
    PREGROUP_TRY_CFLAG([-fcf-protection])
    PREGROUP_TRY_CFLAG([-mbranch-protection=standard])
    PREGROUP_TRY_LDFLAG([-Wl,-z,relro])
    PREGROUP_TRY_LDFLAG([-Wl,-z,now])
    PREGROUP_TRY_FORTIFY([3])
    AS_IF([test -z "$fortify"], [PREGROUP_TRY_FORTIFY([2])])
    HARDENING_CFLAGS="$HARDENING_CFLAGS $fortify"
])
AC_SUBST([HARDENING_CFLAGS])
AC_SUBST([HARDENING_LDFLAGS])
])
