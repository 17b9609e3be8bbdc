# What the Linux platforms have in common: the objects that hosts load and the
# command, for glibc 2.17 and later, and for the tests the C host.
CPPFLAGS_PLATFORM = -DNO_BATCH -DNO_SERVE -D_FORTIFY_SOURCE=2
CFLAGS_PLATFORM = -fstack-protector-strong
LDFLAGS_ALL = -Wl,--gc-sections -Wl,-z,defs -Wl,-z,relro,-z,now \
	-Wl,--exclude-libs,ALL
LIBS_ALL = $(libraries)/lib/libxml2.a $(libraries)/lib/libjansson.a
OLD_LIBS = -nodefaultlibs $(addprefix $(out)/glibc/,libc.so.6 libm.so.6) -lgcc \
	$(shell $(TRIPLE)-gcc -print-file-name=libc_nonshared.a) \
	-Wl,--no-as-needed $(out)/glibc/libpthread.so.0
old = $(call objects,packaging/linux/old.c)

plugin = $(call objects,$(plugin_files) plugin/builtin.c plugin/builtin-bytes.S)
command = $(call objects,$(filter-out compile/read/xlsx-part.c cli/batch/% \
	cli/book/% cli/desk/% cli/serve/% \
	cli/figures/book.c cli/figures/db.c \
	cli/convert/table-book.c cli/convert/table-book-none.c, \
	$(compile_files) $(cli_files)) cli/main.c cli/wrap.c \
	cli/batch/common/columns.c packaging/windows/no-archive.c \
	cli/convert/table-book-none.c \
	cli/figures/db-none.c)

ours = $(out)/pregroup.so $(out)/libpregroup_flat.so.1
archive = platforms/$(name).tar.xz
all: $(archive) $(out)/host
$(archive): $(ours) $(out)/pregroup

$(ours): $(plugin) $(old) $(out)/glibc/done
$(out)/libpregroup_flat.so.1: $(call objects,plugin/flat.c)
$(out)/pregroup.so: names = pregroup_get_api
$(out)/libpregroup_flat.so.1: names = pregroup_flat_*
$(ours):
	@echo "  LINK    " $@
	@printf '{ global: $(names); local: *; };' >$@.map
	@$(COMPILE) -shared $(LDFLAGS_ALL) -Wl,--version-script=$@.map \
	    -Wl,-soname,$(@F) -o $@ $(filter %.o,$^) $(LIBS_ALL) $(OLD_LIBS)
	@rm $@.map
$(out)/glibc/done: $(top)/packaging/linux/glibc.sh
	@$(top)/packaging/linux/glibc.sh $(TRIPLE)-gcc $(@D)
	@touch $@
$(out)/pregroup: $(command) $(plugin) $(old) $(out)/glibc/done
	@echo "  LINK    " $@
	@$(COMPILE) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LIBS_ALL) $(OLD_LIBS) \
	    $(out)/glibc/libdl.so.2
$(out)/host: $(call objects,$(host_files))
	@$(COMPILE) -o $@ $^ -ldl -lpthread
