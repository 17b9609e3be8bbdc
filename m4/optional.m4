# PREGROUP_OPTIONAL(NAME, OPTION, MODULES, WHAT-FOR): a library that is used
# where it is there (--with-OPTION=auto), must be there (yes) or is left alone
# (no). Sets HAVE_NAME (automake), NAME_CFLAGS, NAME_LIBS.
AC_DEFUN([PREGROUP_OPTIONAL], [
AC_ARG_WITH([$2],
    [AS_HELP_STRING([--with-$2=yes|no|auto], [for $4 (auto)])],
    [], [with_$2=auto])
have_$2=no
AS_IF([test "$with_$2" != no],
    [PKG_CHECK_MODULES([$1], [$3], [have_$2=yes],
        [AS_IF([test "$with_$2" = yes],
            [AC_MSG_ERROR([--with-$2 needs $3: $$1_PKG_ERRORS])])])])
AM_CONDITIONAL([HAVE_$1], [test "$have_$2" = yes])
])
