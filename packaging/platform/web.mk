# web: the engine as a module of WebAssembly, in web/ as a package for npm; see
# platform.mk. The module's memory ends at 256 MB, and its stack lies below all
# data, so that one that overflows traps.
COMPILE = clang --target=wasm32-wasi
CPPFLAGS_PLATFORM =
CFLAGS_PLATFORM = -O3 -msign-ext # which Chromium has had since 74
LINK = $(COMPILE) -mexec-model=reactor -Wl,--gc-sections -Wl,--strip-all \
	-Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,--max-memory=268435456
module = $(call objects,$(filter-out plugin/input/json/json-stdin.c, \
	$(plugin_files)) plugin/builtin-none.c web/face.c)

package = $(addprefix web/,pregroup.wasm demo.pack results.d.ts index.d.ts \
	engine.mjs pregroup.mjs worker.mjs package.json README.md \
	licences/pregroup.txt licences/libxml2.txt licences/jansson.txt)
all: $(package) web/desk.html
$(package): | web/licences
web/licences:
	@mkdir -p $@
web/pregroup.wasm: $(module)
	@echo "  LINK    " $@
	@$(LINK) -o $@ $^ $(libraries)/lib/libxml2.a $(libraries)/lib/libjansson.a \
	    -lwasi-emulated-getpid
web/demo.pack: plugin/builtin.pack
	@cp $< $@
web/results.d.ts: $(top)/bindings/node/index.d.ts
	@sed -n '/^type Text/,$$p' $< >$@
web/licences/pregroup.txt: $(top)/LICENSE
	@cp $< $@
web/licences/libxml2.txt: sources/libxml2/Copyright sources/done
	@cp $< $@
web/licences/jansson.txt: sources/jansson/LICENSE sources/done
	@cp $< $@
# What `pregroup desk` puts a pack into.
web/desk.html: web/page/joined.html web/pregroup.wasm $(addprefix \
	$(top)/web/,engine.mjs desk.mjs desk.sh)
	@sh $(top)/web/desk.sh $(top) >$@.new && mv $@.new $@
web/%: $(top)/web/%
	@cp $< $@
