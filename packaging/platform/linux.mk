# What the Linux platforms have in common: the objects that hosts load, and for
# the tests the command and the C host.
CPPFLAGS_PLATFORM = -DNO_BATCH
LDFLAGS_ALL = -Wl,--gc-sections -Wl,-z,defs -Wl,-z,relro,-z,now \
	-Wl,--exclude-libs,ALL
LIBS_ALL = $(libraries)/lib/libxml2.a $(libraries)/lib/libjansson.a -lm

plugin = $(call objects,$(plugin_files) plugin/builtin.c plugin/builtin-bytes.S)
command = $(call objects,$(filter-out compile/read/xlsx-part.c cli/batch/%, \
	$(compile_files) $(cli_files)) cli/main.c cli/wrap.c \
	packaging/windows/no-archive.c)

all: $(out)/pregroup.so $(out)/libpregroup_flat.so.1 $(out)/pregroup $(out)/host

$(out)/pregroup.so: $(plugin)
	@echo "  LINK    " $@
	@$(COMPILE) -shared $(LDFLAGS_ALL) -o $@ $^ $(LIBS_ALL)
$(out)/libpregroup_flat.so.1: $(plugin) $(call objects,plugin/flat.c)
	@echo "  LINK    " $@
	@printf '{ global: pregroup_flat_*; local: *; };' >$@.map
	@$(COMPILE) -shared $(LDFLAGS_ALL) -Wl,--version-script=$@.map \
	    -Wl,-soname,$(@F) -o $@ $^ $(LIBS_ALL)
	@rm $@.map
$(out)/pregroup: $(command) $(plugin)
	@echo "  LINK    " $@
	@$(COMPILE) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_ALL) -ldl -lpthread
$(out)/host: $(call objects,$(host_files))
	@$(COMPILE) -o $@ $^ -ldl -lpthread
