/* What report.html has besides its figures: two files of this folder, and the
 * library of charts, or nothing, as the build has put it. */
    .macro embed name file
    .globl pregroup_\name
    .hidden pregroup_\name
pregroup_\name:
    .incbin "\file"
    .globl pregroup_\name\()_end
    .hidden pregroup_\name\()_end
pregroup_\name\()_end:
    .byte 0
    .endm

    .section .rodata
    embed report_style, "batch/page/report.css"
    embed report_script, "batch/page/report.js"
    embed report_charts, "cli/batch/page/charts.js"
    .section .note.GNU-stack,"",%progbits
