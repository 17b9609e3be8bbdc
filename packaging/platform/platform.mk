# What vendors load, for another machine than the one that builds: called by
# ../platforms.am in the build folder as `make -f platform.mk PLATFORM=...` with
# the lists of files of Makefile.am. PLATFORM.mk says what is made and how.
#
# The build's own program has made the pack and the tables that go in, so that
# all platforms hold the same bytes.
out = platforms/$(PLATFORM)
libraries = $(out)/libraries
name = pregroup-$(version)-$(PLATFORM)

.DELETE_ON_ERROR:
.SUFFIXES:

all:

CPPFLAGS_ALL = -I$(top)/include -I$(top)/plugin -I$(top)/cli -I$(top) \
	-Iplugin -I$(libraries)/include -D_FILE_OFFSET_BITS=64 \
	$(CPPFLAGS_PLATFORM)
CFLAGS_ALL = -std=gnu11 -O2 -g0 -fvisibility=hidden -ffunction-sections \
	-fdata-sections -Wall -Wno-format -Wno-attributes -Werror $(CFLAGS_PLATFORM)

objects = $(patsubst %,$(out)/%.o,$(basename $(filter %.c %.S,$(1))))
include $(top)/packaging/platform/$(PLATFORM).mk
makefiles := $(MAKEFILE_LIST)

$(archive): $(top)/packaging/platform/folder.sh $(shell find \
	$(addprefix $(top)/,docs examples include knowledge packaging schemas \
	NEWS) $(wildcard $(top)/bindings) -type f)
	@echo "  FOLDER  vendor/$(PLATFORM)"
	@$(top)/packaging/platform/folder.sh $(PLATFORM) $(top) $(name)

$(out)/%.o: $(top)/%.c $(libraries)/lib/done $(makefiles)
	@mkdir -p $(@D)
	@echo "  CC      " $@
	@$(CCACHE) $(COMPILE) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c $< -o $@
$(out)/%.o: $(top)/%.S plugin/builtin.pack
	@mkdir -p $(@D)
	@$(COMPILE) -c $< -o $@
$(libraries)/lib/done: sources/done
	$(top)/packaging/platform/libraries.sh $(PLATFORM) sources $(libraries)

-include $(shell find $(out) -name '*.d' 2>/dev/null)
