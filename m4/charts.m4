# PREGROUP_CHARTS
# ---------------
# Sets CHARTS_JS: the file with Chart.js 3 or 4 in one piece, for report.html;
# empty without one: the report then has its tables and their bars only.
AC_DEFUN([PREGROUP_CHARTS], [
AC_ARG_WITH([charts],
    [AS_HELP_STRING([--with-charts@<:@=FILE@:>@],
        [charts in report.html by Chart.js (chart.min.js, chart.umd.js);
         default: yes where Debian's libjs-chart.js is])],
    [], [with_charts=auto])
CHARTS_JS=
AC_MSG_CHECKING([for Chart.js])
AS_CASE([$with_charts],
    [no], [],
    [yes|auto],
        [for pregroup_file in \
             /usr/share/javascript/chart.js/chart.min.js \
             /usr/share/javascript/chart.js/chart.umd.js; do
             AS_IF([test -z "$CHARTS_JS" && test -r "$pregroup_file"],
                 [CHARTS_JS=$pregroup_file])
         done],
    [AS_IF([test -r "$with_charts"], [CHARTS_JS=$with_charts])])
# It must not end the element that it will stand in.
AS_IF([test -n "$CHARTS_JS" &&
       grep -i -E '</script|<!--' "$CHARTS_JS" >/dev/null],
    [CHARTS_JS=])
AS_IF([test -n "$CHARTS_JS"], [AC_MSG_RESULT([$CHARTS_JS])],
    [AC_MSG_RESULT([no, the report will have tables only])
     AS_IF([test "$with_charts" != no && test "$with_charts" != auto],
        [AC_MSG_ERROR([--with-charts=$with_charts: no Chart.js in one piece])])])
AC_SUBST([CHARTS_JS])
])
