# What both Windows widths have in common.
CPPFLAGS_PLATFORM = -include packaging/windows/posix.h -DLIBXML_STATIC -DBYTES_SIMD \
	-D__USE_MINGW_ANSI_STDIO=1 -D_WIN32_WINNT=0x0601 -DNO_BATCH -DNO_SERVE
LDFLAGS_ALL = -static -s -Wl,--gc-sections -Wl,--nxcompat,--dynamicbase \
	-Wl,--enable-stdcall-fixup -Wl,--no-insert-timestamp
LIBS_ALL = $(libraries)/lib/libxml2.a $(libraries)/lib/libjansson.a

system = packaging/windows/posix.c $(windows_files)
plugin = $(call objects,$(plugin_files) plugin/builtin.c \
	plugin/builtin-bytes.S $(system))
command = $(call objects,$(filter-out compile/read/xlsx-part.c cli/batch/% \
	cli/book/% cli/desk/% cli/serve/% \
	cli/figures/book.c cli/figures/db.c \
	cli/convert/table-book.c cli/convert/table-book-none.c, \
	$(compile_files) $(cli_files)) cli/main.c packaging/windows/start.c \
	cli/batch/common/columns.c packaging/windows/no-archive.c \
	cli/convert/table-book-none.c \
	cli/figures/db-none.c)

archive = platforms/$(name).zip
all: $(archive) $(out)/host.exe $(out)/divide.exe

# A .def names what a host may call, without the @20 of a 32-bit function;
# the import library needs it, and leaves it out where it asks the DLL.
$(out)/pregroup.names: $(out)/plugin/api.o
	@$(TRIPLE)-nm $< | awk '$$2 == "T" && $$3 ~ /pregroup_get_api/ \
	    { sub(/^_/, "", $$3); print $$3 }' | sort >$@
$(out)/pregroup_flat.names: $(out)/plugin/flat.o
	@$(TRIPLE)-nm $< | awk '$$2 == "T" && $$3 ~ /pregroup_flat_/ \
	    { sub(/^_/, "", $$3); print $$3 }' | sort >$@
$(out)/%.def: $(out)/%.names
	@(echo EXPORTS; sed 's/@.*//' $<) >$@
$(out)/%.lib: $(out)/%.names
	@(echo 'LIBRARY $*.dll'; echo EXPORTS; cat $<) >$@.def
	@$(DLLTOOL) -d $@.def -D $*.dll -l $@
	@rm $@.def

$(out)/pregroup.dll: $(out)/pregroup.def $(plugin) $(call objects, \
	packaging/windows/library.c)
	@echo "  LINK    " $@
	@$(LINK) -shared $(LDFLAGS_ALL) -o $@ $(filter %.o %.def,$^) $(LIBS_ALL)
$(out)/pregroup_flat.dll: $(out)/pregroup_flat.def $(plugin) $(call objects, \
	plugin/flat.c packaging/windows/library.c)
	@echo "  LINK    " $@
	@$(LINK) -shared $(LDFLAGS_ALL) -o $@ $(filter %.o %.def,$^) $(LIBS_ALL)

$(out)/cli/main.o: CPPFLAGS_ALL += -Dmain=pregroup_main
$(out)/pregroup.exe: $(command) $(plugin)
	@echo "  LINK    " $@
	@$(LINK) -municode $(LDFLAGS_ALL) \
	    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc -o $@ $^ $(LIBS_ALL)
$(archive): $(out)/pregroup.dll $(out)/pregroup_flat.dll $(out)/pregroup.exe \
	$(out)/pregroup.lib $(out)/pregroup_flat.lib

# What tests/windows.py runs: a host by another compiler, with its stack, that
# finds one function by the import library.
$(out)/host.exe: $(top)/tests/hosts/windows.c $(out)/pregroup_flat.lib
	@$(LINK) -municode -O1 -Wall -Werror $(HOST_CFLAGS) -I$(top)/include \
	    -D__USE_MINGW_ANSI_STDIO=1 -static -o $@ $^
$(out)/divide.exe: $(call objects,tests/hosts/divide.c $(windows_files))
	@$(LINK) -static -o $@ $^
