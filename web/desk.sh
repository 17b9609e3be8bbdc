#!/bin/sh
# desk.sh TOP -- called in the build folder: the page of web/page/joined.html with
# the module, and where `pregroup desk` puts a pack, in one document.
#
# It may ask for nothing but what stands in it. Chromium before 97 knows no
# wasm-unsafe-eval.
set -eu
top=$1
cat <<'END_POLICY' >web/head.new
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' 'unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
END_POLICY
{
    echo '<script type="application/gzip" id="pregroup-module">'
    gzip -9 -n -c web/pregroup.wasm | base64 -w 0
    printf '</script>\n<script type="application/gzip" id="pregroup-pack">\n'
    printf '<!-- pack --></script>\n<script>\n(() => {\n"use strict";\n'
    sed '/^import /d; s/^export //' "$top/web/engine.mjs" "$top/web/desk.mjs"
    printf '})();\n</script>\n'
} >web/engine.new
sed -e '/<!-- desk: head -->/{r web/head.new' -e 'd}' \
    -e '/<!-- desk: engine -->/{r web/engine.new' -e 'd}' web/page/joined.html
rm web/head.new web/engine.new
